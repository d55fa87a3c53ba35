import { xxh64 } from '@node-rs/xxhash';
import { UsageError } from '../base/errors.ts';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** `2/8`. @throws UsageError */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(text.trim());
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count) {
    throw new UsageError(`--shard: "${text}" is not I/N with I from 1 to N, for example 2/8`);
  }
  return { index, count };
}

/** Decided by the URL alone: every machine finds the same, whatever else is in its list, and in which order. */
export function inShard(url: string, { index, count }: Shard): boolean {
  return Number(xxh64(url) % BigInt(count)) === index - 1;
}
