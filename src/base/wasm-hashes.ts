/**
 * The hashes that WebAssembly does fastest. To be imported when one is needed, as compiling takes some milliseconds; only
 * what is named here gets into the bundle.
 */
export { createBLAKE3, createXXHash128 } from 'hash-wasm';
