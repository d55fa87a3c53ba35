import type { BytePath } from '../base/byte-path.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** What a command gets to work with. */
export interface Invocation {
  readonly operands: readonly BytePath[];
  readonly options: Options;
  readonly output: Output;
  /** Aborts at SIGINT, SIGTERM and SIGHUP: the command saves what it reached and returns. A second SIGINT ends at once. */
  readonly signal: AbortSignal;
  /** SIGUSR1: a line on how far the work is; the last handler given is asked. */
  onProgressRequest(tell: () => string): void;
  /** SIGUSR2: pause, and at the next go on. */
  onPause(toggle: (paused: boolean) => void): void;
}

/** What each file of commands/ exports. The code counts only where no signal came: those have their own. */
export type Run = (invocation: Invocation) => Promise<ExitCode>;
