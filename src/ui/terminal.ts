import { writeSync } from 'node:fs';
import type { InputEvent } from './input/decode.ts';
import { InputReader } from './input/reader.ts';
import { TerminalOutput } from './terminal-output.ts';

// DEC private modes (ctlseqs of XTerm): 1000 and 1006 the mouse, in SGR form; 2004 bracketed paste.
const mouseOn = '\x1b[?1000h\x1b[?1006h';
const mouseOff = '\x1b[?1006l\x1b[?1000l';
const pasteOn = '\x1b[?2004h';
const pasteOff = '\x1b[?2004l';
const askBackground = '\x1b]11;?\x07';
const mainScreenAndCursor = '\x1b[?1049l\x1b[?25h\x1b[0m';

/**
 * The terminal's modes, apart from the alternate screen, which Ink enters and leaves. What is switched on here is
 * switched off again in every way out.
 */
export class Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly output: TerminalOutput;
  readonly #reader: InputReader;
  #mouse: boolean;
  #held = false;

  constructor(
    streams: { readonly stdin: NodeJS.ReadStream; readonly stdout: NodeJS.WriteStream },
    mouse: boolean,
    listener: (events: readonly InputEvent[]) => void,
  ) {
    this.stdin = streams.stdin;
    this.stdout = streams.stdout;
    this.output = new TerminalOutput(streams.stdout);
    this.#mouse = mouse;
    this.#reader = new InputReader(this.stdin, listener);
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.stdout.columns || 80, rows: this.stdout.rows || 24 };
  }

  take(): void {
    if (this.#held) return;
    this.#held = true;
    this.output.start();
    this.#reader.start();
    this.stdout.write(pasteOn + (this.#mouse ? mouseOn : ''));
  }

  giveBack(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#reader.stop();
    this.stdout.write(pasteOff + (this.#mouse ? mouseOff : ''));
  }

  setMouse(on: boolean): void {
    this.#mouse = on;
    if (this.#held) this.stdout.write(on ? mouseOn : mouseOff);
  }

  /** The answer comes as an input event, where the terminal answers. */
  askBackground(): void {
    this.stdout.write(askBackground);
  }

  /** For the very last moment of a process that ends without having given the terminal back. */
  rescue(): void {
    if (!this.#held) return;
    this.giveBack();
    try {
      writeSync(1, mainScreenAndCursor);
    } catch {
      // The terminal is gone: there is nothing to restore.
    }
  }
}
