import { UsageError } from '../base/errors.ts';
import { makeVisible } from '../base/visible.ts';
import { parseChecksum } from './checksum.ts';
import { parseHeader } from './headers.ts';
import type { ParsedList } from './list.ts';
import { requestKey } from './part-name.ts';
import type { DownloadRequest } from './types.ts';
import { holdsSeveral, parseUrl } from './url.ts';

type Draft = { -readonly [Key in keyof DownloadRequest]: DownloadRequest[Key] } & {
  headers: (readonly [name: string, value: string])[];
};

/** A list while it is being read, line by line. */
export class ListDraft {
  readonly #name: string;
  readonly #drafts: Draft[] = [];
  readonly #notes: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws UsageError naming the line */
  line(line: string, number: number): void {
    const source = `${this.#name}:${number}`;
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return;
    if (line.startsWith(' ') || (line.startsWith('\t') && text.includes('='))) this.#option(text, source);
    else this.#url(text, source);
  }

  #url(text: string, source: string): void {
    // What the URL parser drops without a word (WHATWG URL, 4.4).
    if (text.includes('\t') || text.includes('\r') || holdsSeveral(text)) {
      throw new UsageError(`${source}: several URLs on one line; write each on a line of its own`);
    }
    this.#drafts.push(draftOf(text, source));
  }

  finish(): ParsedList {
    const seen = new Map<string, DownloadRequest>();
    for (const draft of this.#drafts) {
      const key = requestKey(draft);
      const before = seen.get(key);
      if (before === undefined) seen.set(key, draft);
      else this.#notes.push(`${draft.source}: the same URL as ${before.source}; taken once`);
    }
    return { requests: [...seen.values()], notes: this.#notes };
  }

  #option(text: string, source: string): void {
    const draft = this.#drafts.at(-1);
    const equals = text.indexOf('=');
    if (draft === undefined) throw new UsageError(`${source}: an indented option with no URL above it`);
    if (equals < 1)
      throw new UsageError(`${source}: "${makeVisible(text.slice(0, 80))}" is no option; write key=value`);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
      throw new UsageError(`${source}: an indented line is an option of the URL above it; write a URL unindented`);
    }
    const [key, value] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
    switch (key) {
      case 'out':
        draft.out = value;
        break;
      case 'dir':
        draft.dir = value;
        break;
      case 'checksum':
        draft.checksum = parseChecksum(value, source);
        break;
      case 'header':
        draft.headers.push(parseHeader(value, source));
        break;
      case 'referer':
      case 'user-agent':
        draft.headers.push(parseHeader(`${key}: ${value}`, source));
        break;
      default:
        this.#notes.push(`${source}: the option ${makeVisible(key)} is not known here and was left out`);
    }
  }
}

function draftOf(text: string, source: string): Draft {
  const { url, authorization } = parseUrl(text, source);
  const headers: Draft['headers'] = authorization === undefined ? [] : [['authorization', authorization]];
  return { url, out: undefined, dir: undefined, checksum: undefined, headers, source };
}

/** A URL given as an argument. @throws UsageError that begins with `source` */
export function requestOf(text: string, source: string): DownloadRequest {
  const trimmed = text.trim();
  if (holdsSeveral(trimmed)) throw new UsageError(`${source}: several URLs in one argument; give each by itself`);
  return draftOf(trimmed, source);
}
