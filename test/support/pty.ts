import { spawn } from '@lydell/node-pty';
import { Screen } from './screen.ts';

export interface PtyOptions {
  /** Default: this node. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Added to a small environment of its own; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface PtyExit {
  /** As a shell would see it: 128 + signal where a signal ended the program. */
  readonly code: number;
  readonly signal: number | undefined;
}

/** A program in a real pseudo-terminal, and the screen that a person in front of it would see. */
export interface Pty {
  readonly pid: number;
  readonly screen: Screen;
  readonly waitFor: Screen['waitFor'];
  readonly exited: Promise<PtyExit>;
  /** Sends keys as bytes: `press('jj' + keys.enter)`; see keys.ts. */
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** A terminal that stops reading, and reads again. */
  pause(): void;
  resume(): void;
  signal(signal: NodeJS.Signals): void;
  /** Ends the program where it still runs. */
  close(): Promise<void>;
}

export function startPty(options: PtyOptions): Pty {
  const { columns = 120, rows = 40 } = options;
  const screen = new Screen(columns, rows);
  const child = spawn(options.command ?? process.execPath, [...options.args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env: environment(options.env),
  });
  // The screen knows the last words of a program only when they are parsed.
  let parsed: Promise<void> = Promise.resolve();
  child.onData((data) => {
    parsed = screen.write(data);
  });
  screen.onReply((data) => child.write(data));
  let running = true;
  const exited = new Promise<PtyExit>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      running = false;
      const bySignal = signal === undefined || signal === 0 ? undefined : signal;
      void parsed.then(() => resolve({ code: bySignal === undefined ? exitCode : 128 + bySignal, signal: bySignal }));
    });
  });
  void exited.then(() => screen.notify());
  return {
    pid: child.pid,
    screen,
    waitFor: (expected, wait) => screen.waitFor(expected, wait),
    exited,
    press: (keys) => child.write(keys),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    pause: () => child.pause(),
    resume: () => child.resume(),
    signal(signal) {
      if (running) process.kill(child.pid, signal);
    },
    async close() {
      if (running) child.kill('SIGKILL');
      await exited;
      screen.dispose();
    },
  };
}

const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME'];

// Tests see the same screen wherever they run: no CI, colour or editor variable of the outer shell gets in.
function environment(extra: PtyOptions['env'] = {}): Record<string, string> {
  const all: Record<string, string | undefined> = { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8' };
  for (const name of inherited) all[name] = process.env[name] ?? all[name];
  Object.assign(all, extra);
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
