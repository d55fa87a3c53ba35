import { type ExitCode, exitCodeOfSignal } from './exit-codes.ts';

const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals of a headless command: the first asks it to stop cleanly, a second SIGINT ends it at once. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** The code that the signal that came asks for. */
  readonly exitCode: ExitCode | undefined;
  onProgressRequest(tell: () => string): void;
  onPause(toggle: (paused: boolean) => void): void;
}

export function listenForInterrupts(say: (line: string) => void): Interrupts {
  const controller = new AbortController();
  let exitCode: ExitCode | undefined;
  let tell: (() => string) | undefined;
  let toggle: ((paused: boolean) => void) | undefined;
  let paused = false;

  for (const name of ending) {
    process.on(name, () => {
      if (exitCode !== undefined && name === 'SIGINT') process.exit(exitCodeOfSignal(name));
      exitCode ??= exitCodeOfSignal(name);
      controller.abort(new Error(`stopped by ${name}`));
    });
  }
  process.on('SIGUSR1', () => say(tell?.() ?? 'nothing to report yet'));
  process.on('SIGUSR2', () => {
    if (toggle === undefined) return say('nothing to pause');
    paused = !paused;
    toggle(paused);
    say(paused ? 'paused; SIGUSR2 goes on' : 'going on');
  });

  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    onProgressRequest(next) {
      tell = next;
    },
    onPause(next) {
      toggle = next;
    },
  };
}
