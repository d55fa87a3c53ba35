/**
 * The head of an answer (RFC 9112), read strictly: where two readers could see two different bodies in the same bytes, it is
 * refused.
 */
import type { AnswerHeaders } from '../../headers.ts';
import { ProtocolError } from './protocol-error.ts';

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunks' }
  | { readonly kind: 'until-close' };

export interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly framing: Framing;
  /** Another request may follow on the connection. */
  readonly persistent: boolean;
  /** Milliseconds that the server means to keep an idle connection, if it says so. */
  readonly idleMs: number | undefined;
}

const statusLine = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/;

/**
 * @param text latin1, without the empty line at its end
 * @param ofHead the question was HEAD: whatever is announced, no body follows
 * @throws ProtocolError
 */
export function parseHead(text: string, ofHead = false): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const match = statusLine.exec(first);
  if (match === null) throw new ProtocolError('its first line is no status line');
  const [minor, status] = [Number(match[1]), Number(match[2])];
  const headers = parseFields(lines);
  const announced = framingOf(status, minor, headers);
  const framing: Framing = ofHead ? { kind: 'none' } : announced;
  const connection = tokensOf(headers.connection);
  const kept = minor === 1 ? !connection.includes('close') : connection.includes('keep-alive');
  return { status, headers, framing, persistent: kept && framing.kind !== 'until-close', idleMs: idleOf(headers) };
}

function parseFields(lines: readonly string[]): AnswerHeaders {
  const headers: Record<string, string | string[] | undefined> = Object.create(null);
  for (const line of lines) {
    const { name, value } = seen.get(line) ?? parseField(line);
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (typeof before === 'string') headers[name] = [before, value];
    else before.push(value);
  }
  return headers;
}

/** Lines that came before: most of a head is the same from answer to answer. */
const seen = new Map<string, Field>();
const [mostSeen, longestSeen] = [256, 128];

interface Field {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

function parseField(line: string): Field {
  // A line that begins with a blank would continue the one above (obs-fold): refused like any other that is no field.
  const match = fieldLine.exec(line);
  if (match === null) throw new ProtocolError('a line of its header is no field');
  const field = { name: (match[1] ?? '').toLowerCase(), value: (match[2] ?? '').trimEnd() };
  if (seen.size >= mostSeen) seen.clear();
  if (line.length <= longestSeen) seen.set(line, field);
  return field;
}

/** RFC 9112, 6.3; what it lets a reader mend is refused here. */
function framingOf(status: number, minor: number, headers: AnswerHeaders): Framing {
  if (status === 101) throw new ProtocolError('it changes the protocol, which nobody asked for');
  const announced = announcedFraming(minor, headers);
  return status < 200 || status === 204 || status === 304 ? { kind: 'none' } : announced;
}

function announcedFraming(minor: number, headers: AnswerHeaders): Framing {
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    if (length !== undefined) throw new ProtocolError('it announces both a length and a transfer coding');
    // What RFC 2616 had for "none".
    if (coding === 'identity') return { kind: 'until-close' };
    if (minor === 0) throw new ProtocolError('it announces chunks in HTTP/1.0');
    if (typeof coding !== 'string' || coding.toLowerCase() !== 'chunked') {
      throw new ProtocolError('its transfer coding is not known');
    }
    return { kind: 'chunks' };
  }
  if (length === undefined) return { kind: 'until-close' };
  if (typeof length !== 'string') throw new ProtocolError('it announces several lengths');
  const bytes = Number(length);
  if (!/^[0-9]+$/.test(length) || !Number.isSafeInteger(bytes)) throw new ProtocolError('its length is no number');
  return { kind: 'length', bytes };
}

function tokensOf(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  if (value === 'keep-alive') return ['keep-alive'];
  return [value].flat().flatMap((list) => list.split(',').map((token) => token.trim().toLowerCase()));
}

function idleOf(headers: AnswerHeaders): number | undefined {
  if (headers['keep-alive'] === undefined) return undefined;
  const hint = /(?:^|[,\s])timeout=(\d{1,6})\b/i.exec([headers['keep-alive']].flat().join());
  return hint === null ? undefined : Number(hint[1]) * 1000;
}
