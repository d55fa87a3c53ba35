/**
 * URL lists: one URL a line, `#` comments, and indented `key=value` lines that belong to the URL above, as aria2 reads
 * them (aria2c(1), Input File). A file that is no list is refused with the line that shows it: nothing is guessed.
 */
import { isUtf8 } from 'node:buffer';
import { UsageError } from '../base/errors.ts';
import { ListDraft } from './list-draft.ts';
import type { DownloadRequest } from './types.ts';
import { beginsAsUrl, holdsSeveral } from './url.ts';

export interface ParsedList {
  readonly requests: readonly DownloadRequest[];
  /** What was left out, and why; each names its line. */
  readonly notes: readonly string[];
}

/** Longer than any URL that a server takes; a file with such a line is something else. */
const longestLine = 64 * 1024;
const shownProblems = 5;

/**
 * @param chunks the file's bytes in any pieces
 * @param name how messages call it: `list.txt`, `standard input`
 * @throws UsageError naming the first lines that make no sense
 */
export async function readList(chunks: AsyncIterable<Uint8Array>, name: string): Promise<ParsedList> {
  const draft = new ListDraft(name);
  const problems: string[] = [];
  let number = 0;
  const take = (line: Uint8Array | string) => {
    number += 1;
    try {
      const text =
        typeof line === 'string' ? trimmed(line, number === 1) : textOf(line, `${name}:${number}`, number === 1);
      draft.line(text, number);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
    }
  };
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    let from = 0;
    const block = bytes.subarray(0, Math.max(0, bytes.lastIndexOf(0x0a)));
    if (isUsual(block)) {
      for (const line of block.toString('utf8').split('\n')) {
        take(line);
        if (problems.length >= shownProblems) break;
      }
      from = block.length + 1;
    }
    for (
      let end = bytes.indexOf(0x0a, from);
      end !== -1 && problems.length < shownProblems;
      end = bytes.indexOf(0x0a, from)
    ) {
      take(bytes.subarray(from, end));
      from = end + 1;
    }
    rest = bytes.subarray(from);
    // A line without end is looked at as it is, and found too long.
    if (rest.length > longestLine) take(rest);
    if (problems.length > 0 && (rest.length > longestLine || problems.length >= shownProblems)) break;
  }
  if (rest.length > 0 && problems.length === 0) take(rest);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return draft.finish();
}

/** Lines of UTF-8, none of them too long: decoded in one go, which for a long list is most of its reading. */
function isUsual(block: Buffer): boolean {
  if (block.length === 0 || !isUtf8(block) || block.includes(0)) return false;
  for (let from = 0; block.length - from > longestLine; ) {
    const end = block.lastIndexOf(0x0a, from + longestLine);
    if (end < from) return false;
    from = end + 1;
  }
  return true;
}

/** The same for text that is here already. */
export function parseList(text: string, name: string): ParsedList {
  return parseLines(text, name, (line) => [line]);
}

/**
 * A list as a person pastes or types it: a line may hold several URLs with white space between them, and may be indented.
 * @throws UsageError naming the first line that makes no sense
 */
export function parsePasted(text: string, name: string): ParsedList {
  return parseLines(text, name, (line) => {
    if (holdsSeveral(line)) return line.trim().split(/\s+/);
    return [beginsAsUrl(line) ? line.trim() : line];
  });
}

function parseLines(text: string, name: string, partsOf: (line: string) => readonly string[]): ParsedList {
  const draft = new ListDraft(name);
  for (const [index, line] of text.split('\n').entries()) {
    const source = `${name}:${index + 1}`;
    const whole = index === 0 && line.startsWith('\ufeff') ? line.slice(1) : line;
    for (const part of partsOf(whole)) {
      draft.line(textOf(Buffer.from(part, 'utf8'), source, false), index + 1);
    }
  }
  return draft.finish();
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(line: Uint8Array, source: string, first: boolean): string {
  if (line.includes(0)) {
    throw new UsageError(`${source}: holds a zero byte: a binary file, or text in UTF-16, but no list of URLs`);
  }
  if (line.length > longestLine) {
    throw new UsageError(`${source}: the line is longer than ${longestLine / 1024} KB: this is no list of URLs`);
  }
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    throw new UsageError(`${source}: is not UTF-8: a binary file, or a list in another encoding`);
  }
  return trimmed(text, first);
}

/** Without a byte order mark, and without what DOS puts at the end of a line. */
function trimmed(line: string, first: boolean): string {
  const text = first && line.startsWith('\ufeff') ? line.slice(1) : line;
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
