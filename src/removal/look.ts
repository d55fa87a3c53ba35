/** What a look at a file says: who it is (its stamp), and what a copy of it would have to be given. */
import type { BigIntStats } from 'node:fs';
import { type Stamp, stampOf } from './stamp.ts';

export interface Look {
  readonly stamp: Stamp;
  readonly isFile: boolean;
  readonly nlink: number;
  /** Type and permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly atimeNs: bigint;
}

export function lookOf(stat: BigIntStats): Look {
  return {
    stamp: stampOf(stat),
    isFile: stat.isFile(),
    nlink: Number(stat.nlink),
    mode: Number(stat.mode),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    atimeNs: stat.atimeNs,
  };
}
