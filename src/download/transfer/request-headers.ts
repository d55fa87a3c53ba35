import type { HeaderList } from '../headers.ts';
import type { Condition } from '../protocol.ts';
import { ifRange } from '../validator.ts';
import type { Asked } from '../verdict.ts';

const always: HeaderList = [
  ['user-agent', 'forkful'],
  ['accept', '*/*'],
  // Bytes as they are: nothing is decompressed here, so nothing can lie about its size, or burst.
  ['accept-encoding', 'identity'],
];

/** What tells nothing about who asks. */
export function requestHeaders(asked: Asked, condition: Condition | undefined): HeaderList {
  if (asked.kind === 'whole') {
    if (condition === undefined) return always;
    const { etag, lastModified } = condition;
    return [
      ...always,
      ...(etag === undefined ? [] : [['if-none-match', etag] as const]),
      ...(lastModified === undefined ? [] : [['if-modified-since', lastModified] as const]),
    ];
  }
  const { start, end, checkpoint } = asked;
  const validator = asked.kind === 'if-range' ? ifRange(checkpoint.validator) : undefined;
  return [
    ...always,
    ['range', `bytes=${start}-${end === undefined ? '' : end - 1}`],
    ...(validator === undefined ? [] : [['if-range', validator] as const]),
  ];
}
