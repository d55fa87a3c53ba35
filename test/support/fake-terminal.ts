import { Duplex, Writable } from 'node:stream';
import { Screen } from './screen.ts';

// What a program uses of a terminal's streams; the rest of tty's classes needs a real device.
type Output = Writable & Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows' | 'getColorDepth'>;
type Input = Duplex & Pick<NodeJS.ReadStream, 'isTTY' | 'isRaw'>;

/** A terminal for components: standard output with a screen behind it, standard input that a test types into. */
export interface FakeTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly screen: Screen;
  readonly waitFor: Screen['waitFor'];
  /** How often a frame was written: none may be where nothing changed. */
  readonly writes: number;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  dispose(): void;
}

export function fakeTerminal(columns = 120, rows = 40): FakeTerminal {
  const screen = new Screen(columns, rows, true);
  let writes = 0;
  const stdout: Output = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        writes += 1;
        void screen.write(chunk.toString());
        done();
      },
    }),
    { isTTY: true as const, columns, rows, getColorDepth: () => 24 },
  );
  const stdin: Input = Object.assign(
    new Duplex({
      read() {},
      write(_chunk, _encoding, done) {
        done();
      },
    }),
    { isTTY: true as const, isRaw: false, setRawMode, ref: () => stdin, unref: () => stdin },
  );
  function setRawMode(raw: boolean): Input {
    stdin.isRaw = raw;
    return stdin;
  }
  return {
    stdin: stdin as NodeJS.ReadStream,
    stdout: stdout as NodeJS.WriteStream,
    screen,
    waitFor: (expected, options) => screen.waitFor(expected, options),
    get writes() {
      return writes;
    },
    press: (keys) => void stdin.push(keys),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      stdout.columns = newColumns;
      stdout.rows = newRows;
      stdout.emit('resize');
    },
    dispose: () => screen.dispose(),
  };
}
