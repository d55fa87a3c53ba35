import type { BytePath } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { type Opened, openToLook, readAt } from './open.ts';
import { countNewlines, encodingOf, toLines } from './text.ts';
import type { Comparison, Excerpt } from './types.ts';

const stepBytes = 1 << 20;
/** Looked at before the first difference to find the start of its line, and shown after it. */
const beforeBytes = 2048;
const afterBytes = 4096;
const hexRow = 16;

export interface CompareOptions {
  readonly signal: AbortSignal;
  /** Bytes of each that were equal so far. */
  readonly onProgress: (bytes: number) => void;
}

type OpenFile = Extract<Opened, { readonly kind: 'file' }>;

/** Two files byte by byte, up to their first difference. Memory stays the same for any size. */
export async function compare(
  [first, second]: readonly [BytePath, BytePath],
  options: CompareOptions,
): Promise<Comparison> {
  const opened: OpenFile[] = [];
  try {
    for (const path of [first, second]) {
      const file = await openToLook(path);
      if (file.kind !== 'file') return { kind: 'impossible', reason: 'only two files can be compared' };
      opened.push(file);
    }
    const [a, b] = opened;
    if (a === undefined || b === undefined) throw new Error('two files were opened');
    if (a.stat.dev === b.stat.dev && a.stat.ino === b.stat.ino) return { kind: 'one-file' };
    return await compareOpen(a, b, options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    return { kind: 'impossible', reason: reasonOf(error) };
  } finally {
    for (const { handle } of opened) await handle.close();
  }
}

async function compareOpen(a: OpenFile, b: OpenFile, { signal, onProgress }: CompareOptions): Promise<Comparison> {
  let newlines = 0;
  for (let from = 0; ; from += stepBytes) {
    signal.throwIfAborted();
    const [left, right] = await Promise.all([readAt(a.handle, from, stepBytes), readAt(b.handle, from, stepBytes)]);
    const common = Math.min(left.length, right.length);
    if (Buffer.compare(left, right) !== 0) {
      const at = from + firstDifference(left, right, common);
      return differs(a, b, at, newlines + countNewlines(left.subarray(0, at - from)));
    }
    if (left.length < stepBytes) return { kind: 'same' };
    newlines += countNewlines(left);
    onProgress(from + common);
  }
}

/** Halving instead of looking at each byte: a comparison of memory is some hundred times as fast. */
function firstDifference(left: Uint8Array, right: Uint8Array, common: number): number {
  let [equal, different] = [0, common];
  while (equal < different) {
    const middle = (equal + different + 1) >>> 1;
    if (Buffer.compare(left.subarray(equal, middle), right.subarray(equal, middle)) === 0) equal = middle;
    else different = middle - 1;
  }
  return equal;
}

async function differs(a: OpenFile, b: OpenFile, at: number, newlines: number): Promise<Comparison> {
  const from = Math.max(0, at - beforeBytes);
  const window = ({ handle }: OpenFile): Promise<Uint8Array> => readAt(handle, from, at - from + afterBytes);
  const [left, right] = await Promise.all([window(a), window(b)]);
  const encodings = [left, right].map((bytes) => encodingOf(wholeCharacters(bytes, from > 0), true));
  // UTF-16 is told by its first bytes alone: not in the middle of a file.
  const text = encodings.every((encoding) => encoding !== undefined && encoding !== 'UTF-16');
  if (!text) {
    const start = Math.max(from, at - (at % hexRow) - hexRow * 4);
    const excerpt = (bytes: Uint8Array): Excerpt => ({
      kind: 'bytes',
      from: start,
      bytes: bytes.subarray(start - from),
    });
    return { kind: 'differs', at, line: undefined, excerpts: [excerpt(left), excerpt(right)] };
  }
  const line = newlines + 1;
  const excerpt = (bytes: Uint8Array): Excerpt => linesAround(bytes, at - from, line, from > 0);
  return { kind: 'differs', at, line, excerpts: [excerpt(left), excerpt(right)] };
}

const linesBefore = 3;

/** The lines around an offset in a window of a text; `line` is that of the offset. */
function linesAround(bytes: Uint8Array, offset: number, line: number, cut: boolean): Excerpt {
  let start = offset;
  let above = 0;
  for (; start > 0; start -= 1) {
    if (bytes[start - 1] !== 10) continue;
    if (above === linesBefore) break;
    above += 1;
  }
  // A window that begins within a line does not show that line's end for the whole of it.
  if (start === 0 && cut && above > 0) {
    start = bytes.indexOf(10) + 1;
    above -= 1;
  }
  const shown = wholeCharacters(bytes.subarray(start), start === 0 && cut);
  return { kind: 'lines', from: line - above, lines: toLines(shown, encodingOf(shown, true) ?? 'Latin-1') };
}

/** Without the rest of a UTF-8 character that a cut left at the start. */
function wholeCharacters(bytes: Uint8Array, cut: boolean): Uint8Array {
  let start = 0;
  while (cut && start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.subarray(start);
}
