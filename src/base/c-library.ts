/** The C library of this process, for the system calls that node lacks. One binding, loaded at the first call (some 12 ms). */
import { createRequire } from 'node:module';

type Koffi = typeof import('koffi');

export interface CLibrary {
  readonly koffi: Koffi;
  readonly library: ReturnType<Koffi['load']>;
}

let loaded: { readonly c: CLibrary | undefined } | undefined;

/** undefined elsewhere than on 64-bit little-endian Linux, and where the binding cannot load. */
export function cLibrary(): CLibrary | undefined {
  loaded ??= { c: load() };
  return loaded.c;
}

function load(): CLibrary | undefined {
  if (process.platform !== 'linux' || !['x64', 'arm64', 'riscv64', 'loong64'].includes(process.arch)) return undefined;
  try {
    const koffi: Koffi = createRequire(import.meta.url)('koffi');
    return { koffi, library: koffi.load(null) };
  } catch {
    return undefined;
  }
}
