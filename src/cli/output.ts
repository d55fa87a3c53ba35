import { fstatSync, writeSync } from 'node:fs';
import { errorCode, Failure, reasonOf } from '../base/errors.ts';
import { isTerminal } from './terminal.ts';

/** Results on stdout, progress and messages on stderr. */
export interface Output {
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** A question can be asked: stdin and stderr are terminals. */
  readonly canAsk: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
  readonly colour: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  result(text: string | Uint8Array): void;
  /** A line of its own on stderr; not under --quiet. */
  message(line: string): void;
  /** Results that could not be written, and why that was said already: the work went on without them. */
  readonly isIncomplete: boolean;
  /** Said also under --quiet. */
  error(line: string): void;
  /** Replaces the progress line; shown only where stderr is a terminal and not --quiet. Undefined takes it away. */
  progress(line: string | undefined): void;
  /** Asks on the terminal; the default is No, and so is an end of input or Ctrl-C. */
  confirm(question: string): Promise<boolean>;
}

export interface OutputSettings {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly colour: boolean;
  /** Nobody reads the results any more (`| head`): the work goes on, and is not worth less for it. False: it ends. */
  readonly worksUnread?: boolean;
}

export function createOutput(settings: OutputSettings): Output {
  const stdoutIsTerminal = isTerminal(1);
  const stderrIsTerminal = isTerminal(2);
  let shown = false;
  let unread = false;
  let isIncomplete = false;

  const clear = () => {
    if (shown) write(2, '\r\u001b[K');
    shown = false;
  };
  const line = (text: string) => {
    clear();
    write(2, `${text}\n`);
  };

  return {
    stdoutIsTerminal,
    stderrIsTerminal,
    canAsk: stderrIsTerminal && isTerminal(0),
    get columns() {
      return (stderrIsTerminal && process.stderr.columns) || (stdoutIsTerminal && process.stdout.columns) || 80;
    },
    colour: settings.colour,
    quiet: settings.quiet,
    verbose: settings.verbose,
    result(text) {
      if (stdoutIsTerminal) clear();
      if (unread) return;
      try {
        unread = !write(1, text);
      } catch (error) {
        if (settings.worksUnread !== true || !(error instanceof Failure)) throw error;
        line(`forkful: ${error.message}; the work goes on without`);
        unread = true;
        isIncomplete = true;
      }
      if (unread && settings.worksUnread !== true) process.exit(0);
    },
    get isIncomplete() {
      return isIncomplete;
    },
    message(text) {
      if (!settings.quiet) line(text);
    },
    error: line,
    progress(text) {
      if (!stderrIsTerminal || settings.quiet) return;
      if (text === undefined) return clear();
      write(2, `\r${text}\u001b[K`);
      shown = true;
    },
    async confirm(question) {
      clear();
      const { createInterface } = await import('node:readline/promises');
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
      // In this mode readline takes Ctrl-C as a key of its own; whoever asked must learn of it, and before the answer.
      terminal.once('SIGINT', () => {
        process.once('SIGINT', () => terminal.close());
        process.kill(process.pid, 'SIGINT');
      });
      const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
      terminal.close();
      // Nobody pressed Enter: the cursor is still behind the question.
      if (answer === undefined) write(2, '\n');
      return /^y(es)?$/i.test(answer?.trim() ?? '');
    },
  };
}

/** Everything, now: a command may end right after. @returns false where the reader of the results has left */
function write(fd: 1 | 2, text: string | Uint8Array): boolean {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if (errorCode(error) === 'EAGAIN') waitWritable(fd);
      // The terminal was closed (SIGHUP): what is still to be saved is more important than what nobody reads.
      else if (errorCode(error) === 'EIO' || fd === 2) return true;
      else if (errorCode(error) === 'EPIPE') return false;
      else throw new Failure(`the result cannot be written: ${reasonOf(error)}`, { cause: error });
    }
  }
  return true;
}

const clockCell = new Int32Array(new SharedArrayBuffer(4));

/** Pipes and terminals that another program set to non-blocking report a full buffer; there is no poll(2) in node. */
function waitWritable(fd: number): void {
  fstatSync(fd);
  Atomics.wait(clockCell, 0, 0, 2);
}
