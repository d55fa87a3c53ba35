/** Every exit code of the program, in one place. */
export const exitCodes = {
  done: 0,
  /** Finished, and something failed: any URL, any unreadable file, any action. */
  failed: 1,
  /** Wrong usage: nothing was started. */
  usage: 2,
  /** 128 + 2. */
  interrupted: 130,
  /** 128 + 15. */
  terminated: 143,
  /** 128 + 1. */
  hungUp: 129,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOfSignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): ExitCode {
  if (signal === 'SIGINT') return exitCodes.interrupted;
  return signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.hungUp;
}
