import { render } from 'ink';
import { errorCode, Failure, reasonOf } from '../base/errors.ts';
import type { Session } from '../session/types.ts';
import { Program } from './program.ts';
import { Screen } from './screen.tsx';
import { screenAsText } from './snapshot.ts';
import { SpokenScreen } from './spoken/spoken-screen.tsx';
import { askSize, stopUntilContinued } from './suspend.ts';
import { Terminal } from './terminal.ts';
import type { ColourDepth } from './theme/paint.ts';
import { isLight, makeTheme, type ThemeChoice } from './theme/theme.ts';

export interface ScreenOptions {
  /** For the first line: the folder that is looked at, safe to print. */
  readonly folder: string;
  readonly noDelete: boolean;
  readonly ascii: boolean;
  readonly theme: ThemeChoice;
  readonly mouse: boolean;
  /** Most paints a second for what happens by itself; keys are answered at once. */
  readonly fps: number;
  /** Linear text without frames, said anew only when there is a reason; see spoken/. */
  readonly screenReader?: boolean;
}

export interface RunScreen {
  /** Called when the first frame stands: what a session needs is loaded and started behind it. */
  readonly open: () => Promise<Session>;
  readonly options: ScreenOptions;
  /** Keeps what the screen shows, asked for by SIGUSR1; gives the path. */
  readonly saveSnapshot: (text: string) => string;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

const endingSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** 0 for q, 128 + number for a signal. */
export type ScreenExit = 0 | (typeof endingSignals)[keyof typeof endingSignals];

/**
 * Shows the screen until it is left. The terminal is as it was when this resolves or rejects; a session that was asked
 * for is still open, or about to be.
 * @returns the exit code: 0 for q, 128 + number for a signal
 * @throws what broke the screen
 */
export async function runScreen({
  open,
  options,
  saveSnapshot,
  stdin = process.stdin,
  stdout = process.stdout,
}: RunScreen): Promise<ScreenExit> {
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new Failure('the screen needs a terminal; without one use forkful get, scan, dedupe (forkful --help)');
  }
  let finish: (code: ScreenExit) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const finished = new Promise<ScreenExit>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });

  const terminal = new Terminal({ stdin, stdout }, options.mouse, (events) => program.input(events));
  const depth = stdout.getColorDepth() as ColourDepth;
  const themeOf = (chosen: ThemeChoice, onLight: boolean): ReturnType<typeof makeTheme> => {
    const name = chosen === 'auto' ? (onLight ? 'light' : 'dark') : chosen;
    return makeTheme({ name, depth, ascii: options.ascii });
  };
  let choice = options.theme;
  let light = false;
  let theme = themeOf(choice, light);
  let suspend: Parameters<Parameters<typeof Screen>[0]['onReady']>[0] | undefined;

  const program = new Program({
    size: terminal.size,
    mouse: options.mouse,
    theme: options.theme,
    noDelete: options.noDelete,
    spoken: options.screenReader ?? false,
    fps: options.fps,
    host: {
      quit: finish,
      suspend: () => takeAnew(stopUntilContinued),
      redraw: () => {
        instance.clear();
        stdout.write('\x1b[2J\x1b[H');
      },
      mouse: (on) => terminal.setMouse(on),
      theme: (chosen) => {
        choice = chosen;
        if (chosen === 'auto' && depth > 1) terminal.askBackground();
        paintAnew();
      },
      clogged: () => terminal.output.clogged,
      flushed: () => terminal.output.flushed(),
      background: (rgb) => {
        light = isLight(rgb);
        paintAnew();
      },
    },
  });
  let away = false;
  /** Gives the terminal back, and takes it with all that belongs to that: line settings, modes, size, a whole frame. */
  const takeAnew = (meanwhile: () => Promise<void>): void => {
    if (away || suspend === undefined) return;
    away = true;
    const begun = suspend(async () => {
      terminal.giveBack();
      await meanwhile();
      askSize();
      terminal.take();
    });
    void begun
      .finally(() => {
        away = false;
      })
      .then(() => program.resize(terminal.size), fail);
  };
  const onReady = (given: NonNullable<typeof suspend>): void => {
    suspend = given;
  };
  const paintAnew = (): void => {
    const wanted = themeOf(choice, light);
    if (wanted.name === theme.name) return;
    theme = wanted;
    instance.rerender(tree());
  };
  const { folder, screenReader = false } = options;
  const tree = (ready = onReady) =>
    screenReader ? (
      <SpokenScreen program={program} folder={folder} onReady={ready} />
    ) : (
      <Screen program={program} theme={theme} folder={folder} onReady={ready} />
    );
  const instance = render(tree(), {
    stdin,
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    isScreenReaderEnabled: screenReader,
    maxFps: 60,
  });
  // A terminal that was closed fails every read and write from then on: the same as SIGHUP, whichever comes first. These
  // two stay, since what is written last fails late.
  const broken = (error: unknown): void => (errorCode(error) === 'EIO' ? finish(endingSignals.SIGHUP) : fail(error));
  stdin.on('error', broken);
  stdout.on('error', broken);
  // A throw while drawing ends Ink by itself.
  instance.waitUntilExit().catch(fail);

  const resized = (): void => program.resize(terminal.size);
  const rescue = (): void => terminal.rescue();
  const snapshot = (): void => {
    try {
      const path = saveSnapshot(
        screenAsText(
          tree(() => {}),
          terminal.size.columns,
        ),
      );
      program.tell({ level: 'good', text: `this screen is saved in ${path}`, at: Date.now() });
    } catch (error) {
      program.tell({ level: 'error', text: `the screen was not saved: ${reasonOf(error)}`, at: Date.now() });
    }
  };
  const handlers: readonly (readonly [string, () => void])[] = [
    ...Object.entries(endingSignals).map(([signal, code]) => [signal, () => finish(code)] as const),
    // Whoever stopped it: a shell has set the terminal for itself meanwhile.
    ['SIGCONT', () => takeAnew(async () => {})],
    ['SIGUSR1', snapshot],
    ['SIGUSR2', () => program.togglePause()],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  process.on('exit', rescue);
  stdout.on('resize', resized);
  terminal.take();
  if (options.theme === 'auto' && depth > 1) terminal.askBackground();
  open().then((session) => program.connect(session), fail);

  try {
    return await finished;
  } finally {
    terminal.giveBack();
    instance.unmount();
    program.close();
    stdout.off('resize', resized);
    for (const [signal, handler] of handlers) process.off(signal, handler);
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
    process.off('exit', rescue);
    await terminal.output.finish();
  }
}
