import xterm from '@xterm/headless';

/** One character cell as a person sees it. Colours: undefined is the terminal's own; a palette index; `#rrggbb`. */
export interface Cell {
  /** Empty in the second half of a wide character. */
  readonly text: string;
  readonly width: number;
  readonly foreground: number | string | undefined;
  readonly background: number | string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export interface WaitOptions {
  /** Only a bound for a test that fails: a wait ends with the condition. */
  readonly timeoutMs?: number;
}

export type Expectation = string | RegExp | ((screen: Screen) => boolean);

/** Synchronized output: between the two a terminal keeps showing what it showed before. */
const [beginFrame, endFrame] = ['\x1b[?2026h', '\x1b[?2026l'];

/** A terminal without a window: takes what a program writes, knows what a person would see. */
export class Screen {
  readonly #terminal: xterm.Terminal;
  readonly #watchers = new Set<() => void>();
  #midFrame = false;
  /** The end of what was taken, where a sequence may have been cut. */
  #tail = '';
  /** Everything written so far, as it came. */
  written = '';

  /** @param newlines whether a newline also returns the carriage, where no terminal driver stands between (ONLCR) */
  constructor(columns: number, rows: number, newlines = false) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 1000,
      convertEol: newlines,
    });
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Which of the two buffers is shown: a full-screen program leaves the normal one as it was. */
  get alternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Resolves when the screen shows it. */
  write(data: string): Promise<void> {
    this.written += data;
    return new Promise((resolve) => {
      this.#terminal.write(data, () => {
        this.#followFrames(data);
        resolve();
        this.notify();
      });
    });
  }

  #followFrames(data: string): void {
    const seen = this.#tail + data;
    const [begun, ended] = [seen.lastIndexOf(beginFrame), seen.lastIndexOf(endFrame)];
    if (begun !== ended) this.#midFrame = begun > ended;
    this.#tail = seen.slice(1 - beginFrame.length);
  }

  /** Looks again at what is waited for. */
  notify(): void {
    for (const look of [...this.#watchers]) look();
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** What a terminal answers to the queries a program writes (device attributes, cursor position). */
  onReply(listener: (data: string) => void): void {
    this.#terminal.onData(listener);
  }

  /** The rows on the screen, blanks at their ends cut. */
  lines(): string[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from(
      { length: this.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** The first row with this text; -1 where there is none. */
  rowOf(text: string): number {
    return this.lines().findIndex((line) => line.includes(text));
  }

  cells(row: number): Cell[] {
    const buffer = this.#terminal.buffer.active;
    const line = buffer.getLine(buffer.viewportY + row);
    const cells: Cell[] = [];
    for (let column = 0; column < this.columns; column += 1) {
      const cell = line?.getCell(column);
      if (cell === undefined) break;
      cells.push({
        text: cell.getChars(),
        width: cell.getWidth(),
        foreground: cell.isFgDefault() ? undefined : colour(cell.getFgColor(), cell.isFgRGB()),
        background: cell.isBgDefault() ? undefined : colour(cell.getBgColor(), cell.isBgRGB()),
        bold: cell.isBold() !== 0,
        dim: cell.isDim() !== 0,
        italic: cell.isItalic() !== 0,
        underline: cell.isUnderline() !== 0,
        inverse: cell.isInverse() !== 0,
      });
    }
    return cells;
  }

  /** Resolves as soon as the screen shows it; rejects with the screen in the message when it does not in time. */
  waitFor(expected: Expectation, { timeoutMs = 20_000 }: WaitOptions = {}): Promise<void> {
    const holds = (): boolean => matches(this, expected);
    if (!this.#midFrame && holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        settle();
      };
      const look = (): void => {
        if (!this.#midFrame && holds()) finish(resolve);
      };
      const timer = setTimeout(() => {
        // Whoever was killed in the middle of a frame never ends it.
        if (holds()) finish(resolve);
        else finish(() => reject(new Error(`not seen: ${String(expected)}\n${this.frame()}`)));
      }, timeoutMs);
      this.#watchers.add(look);
    });
  }

  /** The screen inside a ruler, for messages. */
  frame(): string {
    const rule = '─'.repeat(this.columns);
    return `┌${rule}┐\n${this.lines().join('\n')}\n└${rule}┘`;
  }

  dispose(): void {
    this.#terminal.dispose();
  }
}

function colour(value: number, rgb: boolean): number | string {
  return rgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}

function matches(screen: Screen, expected: Expectation): boolean {
  if (typeof expected === 'function') return expected(screen);
  const text = screen.text();
  return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
}
