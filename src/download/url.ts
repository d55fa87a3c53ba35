import { UsageError } from '../base/errors.ts';
import { makeVisible } from '../base/visible.ts';

export interface ParsedUrl {
  /** Absolute, http: or https:, without fragment and without user name and password. */
  readonly url: string;
  /** From `user:password@`: sent as a header, so that it is neither shown nor sent to another origin. */
  readonly authorization: string | undefined;
}

/** @throws UsageError that begins with `source` */
export function parseUrl(text: string, source: string): ParsedUrl {
  const url = URL.parse(text);
  if (url === null) {
    throw new UsageError(`${source}: ${quoted(text)} is no URL; it must begin with http:// or https://`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(
      `${source}: ${quoted(text)} has the scheme ${url.protocol} where only http: and https: are known`,
    );
  }
  // What is not there need not be taken away: each of these writes the URL anew, and lists are long.
  if (url.href.includes('#')) url.hash = '';
  const { username, password } = url;
  if (username === '' && password === '') return { url: url.href, authorization: undefined };
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: basic(`${decoded(username)}:${decoded(password)}`) };
}

const scheme = /^\s*[a-z][a-z0-9+.-]*:\/\//i;
// One character of white space is enough: a run of it would be gone through again from each of its characters.
const nextUrl = /\s[a-z][a-z0-9+.-]*:\/\//i;

/** Whether a text begins as a URL does, of whatever scheme. */
export function beginsAsUrl(text: string): boolean {
  return scheme.test(text);
}

/** `http://a/1 http://a/2`: white space within a URL is written %20, and what begins as one behind it is another. */
export function holdsSeveral(text: string): boolean {
  return beginsAsUrl(text) && nextUrl.test(text.trimStart());
}

/** Of an absolute URL as it was written by {@link parseUrl}: `/a/b.jpg`, still encoded. */
export function pathOf(url: string): string {
  return /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '';
}

/** Of such a URL: `http://example.org:8080`. */
export function originOf(url: string): string {
  const end = url.indexOf('/', 'https://'.length);
  return end === -1 ? new URL(url).origin : url.slice(0, end);
}

/** Of such a URL: `example.org:8080`. */
export function hostOf(url: string): string {
  return /^https?:\/\/([^/?#@]+)(?:[/?#]|$)/.exec(url)?.[1] ?? new URL(url).host;
}

/** RFC 7617: user name and password in UTF-8. */
export function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const shownCharacters = 80;

function quoted(text: string): string {
  const head = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
  return `"${makeVisible(head)}"`;
}
