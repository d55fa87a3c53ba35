import { parseContentRange, parseLength } from './content-range.ts';
import { mayPass, TransferFailure } from './failure.ts';
import { type AnswerHeaders, headerOf } from './headers.ts';
import type { Checkpoint } from './protocol.ts';
import { retryAfterMs } from './retry-after.ts';
import { confirms, type Validator, validatorOf } from './validator.ts';

/**
 * How a request asked: for everything; for the rest, if it is still the same (If-Range); for the rest whatever it is, to be
 * compared on arrival, since some servers answer 200 to every If-Range.
 */
export type Asked =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'if-range' | 'range';
      readonly start: number;
      /** Exclusive; undefined: to the end of the file. */
      readonly end: number | undefined;
      readonly checkpoint: Pick<Checkpoint, 'total' | 'validator'>;
    };

/** What an answer means for the transfer. */
export type Verdict =
  /** The body is the whole file, from byte 0; what was here of it counts no more. */
  | {
      readonly kind: 'whole';
      readonly total: number | undefined;
      readonly validator: Validator | undefined;
      readonly ranges: boolean;
    }
  /** The body is [start, end) of the very file that is here in part. */
  | { readonly kind: 'rest'; readonly start: number; readonly end: number; readonly total: number }
  | { readonly kind: 'again'; readonly as: 'range' | 'whole' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly failure: TransferFailure };

/** @param now milliseconds since the epoch, for Retry-After */
export function judge(asked: Asked, status: number, headers: AnswerHeaders, now: number): Verdict {
  if (status === 200 || status === 203) return whole(asked, headers);
  if (status === 206) return partial(asked, headers);
  if (status === 304) return { kind: 'unchanged' };
  if (status === 416 && asked.kind !== 'whole') return { kind: 'again', as: 'whole' };
  return { kind: 'refused', failure: refusal(status, headers, now) };
}

function whole(asked: Asked, headers: AnswerHeaders): Verdict {
  if (asked.kind === 'if-range' && confirms(asked.checkpoint.validator, headers)) return { kind: 'again', as: 'range' };
  const coded = headerOf(headers, 'transfer-encoding') !== undefined;
  return {
    kind: 'whole',
    total: coded ? undefined : parseLength(headerOf(headers, 'content-length')),
    validator: validatorOf(headers),
    ranges: headerOf(headers, 'accept-ranges')?.trim().toLowerCase() === 'bytes',
  };
}

function partial(asked: Asked, headers: AnswerHeaders): Verdict {
  if (asked.kind === 'whole') {
    return refused('a part of the file (206) came where the whole was asked for', 'later', 206);
  }
  const range = parseContentRange(headerOf(headers, 'content-range'));
  const { total, validator } = asked.checkpoint;
  const same = range !== undefined && range.start === asked.start && range.total !== undefined;
  if (!same || (total !== undefined && range.total !== total) || !isSame(asked.kind, validator, headers)) {
    return { kind: 'again', as: 'whole' };
  }
  return { kind: 'rest', start: range.start, end: range.end, total: range.total };
}

/**
 * A server that honours If-Range has compared already and may leave Last-Modified out (RFC 9110, 15.3.7); a tag that is
 * there must be ours. Without If-Range nothing has been compared: the answer has to prove it.
 */
function isSame(asked: 'if-range' | 'range', validator: Validator, headers: AnswerHeaders): boolean {
  if (confirms(validator, headers)) return true;
  const silent = headerOf(headers, 'etag') === undefined && headerOf(headers, 'last-modified') === undefined;
  return asked === 'if-range' && silent;
}

function refusal(status: number, headers: AnswerHeaders, now: number): TransferFailure {
  const words = statusWords[status] ?? (status < 300 ? 'no content' : 'not understood');
  return new TransferFailure(`${words} (${status})`, mayPass(status) ? 'later' : 'never', {
    status,
    retryAfterMs: mayPass(status) ? retryAfterMs(headerOf(headers, 'retry-after'), now) : undefined,
  });
}

function refused(reason: string, retry: 'later' | 'never', status: number): Verdict {
  return { kind: 'refused', failure: new TransferFailure(reason, retry, { status }) };
}

const statusWords: Readonly<Record<number, string>> = {
  400: 'the server does not understand the request',
  401: 'a login is needed',
  403: 'forbidden',
  404: 'not found',
  405: 'the server does not give this out',
  408: 'the server waited too long',
  410: 'gone',
  416: 'the server has no such range',
  425: 'too early',
  429: 'too many requests',
  451: 'unavailable for legal reasons',
  500: 'an error in the server',
  502: 'a gateway got no good answer',
  503: 'the service is unavailable now',
  504: 'a gateway got no answer in time',
};
