import { type AnswerHeaders, headerOf } from './headers.ts';

/** What tells that a later answer is about the same bytes (RFC 9110, 8.8). */
export interface Validator {
  /** A strong entity tag, with its quotes. */
  readonly etag: string | undefined;
  /** Only where it is strong enough: a second or more before the answer was made (RFC 9110, 8.8.2.2). */
  readonly lastModified: string | undefined;
}

export function validatorOf(headers: AnswerHeaders): Validator | undefined {
  const tag = headerOf(headers, 'etag');
  const etag = tag !== undefined && /^"[^"]*"$/.test(tag) ? tag : undefined;
  const lastModified = strongDate(headerOf(headers, 'last-modified'), headerOf(headers, 'date'));
  return etag === undefined && lastModified === undefined ? undefined : { etag, lastModified };
}

function strongDate(modified: string | undefined, answered: string | undefined): string | undefined {
  if (modified === undefined || answered === undefined) return undefined;
  return Date.parse(answered) - Date.parse(modified) >= 1000 ? modified : undefined;
}

/** If-Range takes one of the two; the entity tag is the better one. */
export function ifRange(validator: Validator): string | undefined {
  return validator.etag ?? validator.lastModified;
}

/** Whether an answer is about the bytes that the validator was given for: what can be compared must be equal. */
export function confirms(validator: Validator, headers: AnswerHeaders): boolean {
  const tag = headerOf(headers, 'etag');
  if (validator.etag !== undefined && tag !== undefined) return tag === validator.etag;
  const modified = headerOf(headers, 'last-modified');
  return validator.lastModified !== undefined && modified === validator.lastModified;
}
