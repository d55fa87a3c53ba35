/**
 * How V8 compiles WebAssembly in a fetch child. Left alone it takes the HTTP parser for hot after some hundred answers,
 * and optimizes it in the background: one function of 34 KB, a tenth of a second of CPU and 40 MB in each child, which
 * ten thousand answers do not give back.
 */
import { setFlagsFromString } from 'node:v8';

let baselineOnly = false;

/** For a process of our own, before it compiles any module: the quick compiler for everything but {@link optimized}. */
export function compileQuickly(): void {
  baselineOnly = true;
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}

/** What is called for the first time in `run` is compiled for good: functions are compiled at their first call. */
export function optimized(run: () => void): void {
  if (!baselineOnly) return;
  setFlagsFromString('--no-liftoff');
  try {
    run();
  } finally {
    setFlagsFromString('--liftoff');
  }
}
