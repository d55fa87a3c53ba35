import { setV8Flag } from './v8-flags.ts';

/**
 * For a process that mostly makes system calls, and does so for seconds: what TurboFan compiles for it in the background
 * takes a tenth of the processor time and does not pay. WebAssembly is compiled as before. Only where V8 has Maglev (not
 * in node 22, which would be left with its baseline code). To be called before the work begins.
 */
export function withoutTurboFan(): void {
  if (Number.parseInt(process.versions.v8, 10) >= 13) setV8Flag({ flag: '--no-turbofan', usual: '--turbofan' });
}
