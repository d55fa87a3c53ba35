import { UsageError } from '../base/errors.ts';

/** Pairs, in order, as they are sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Names in lower case; a header that came several times has a list. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// RFC 9110, 5.5: visible characters, spaces and tabs; a line break would smuggle in a further header.
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Decided by the transfer itself. */
const ours: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'range',
  'if-range',
  'accept-encoding',
  'expect',
  'te',
  'upgrade',
  'keep-alive',
]);

/** `Name: value`. @throws UsageError that begins with `source` */
export function parseHeader(line: string, source: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
  const value = line.slice(colon + 1).trim();
  if (!token.test(name) || !fieldValue.test(value)) {
    throw new UsageError(`${source}: a header is written as 'Name: value', in one line`);
  }
  if (ours.has(name)) throw new UsageError(`${source}: the header ${name} is set by forkful itself`);
  return [name, value];
}

/** The first of a header that may have come several times. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
