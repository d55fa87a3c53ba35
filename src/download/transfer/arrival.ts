/** All bytes of a file are here: what is left to do before it has arrived. */
import { TransferFailure } from '../failure.ts';
import { headerOf } from '../headers.ts';
import type { TransferOutcome, TransferTask } from '../protocol.ts';
import type { Digest } from './body.ts';
import type { Answer } from './exchange.ts';
import { nameOf } from './name.ts';
import { place } from './place.ts';

/** @throws TransferFailure where these are not the bytes that were asked for */
export function requireChecksum({ checksum }: TransferTask, digest: Digest): void {
  if (checksum === undefined || digest.checksum === checksum.hex) return;
  throw new TransferFailure(`the ${checksum.algorithm} checksum is ${digest.checksum}, not ${checksum.hex}`, 'never', {
    unfit: true,
  });
}

/** Gives the part file its name. @param answer undefined where an earlier try had fetched all of it */
export function putInPlace(task: TransferTask, digest: Digest, answer: Answer | undefined): TransferOutcome {
  const { dir, part, url } = task;
  const { identity, bytes, hash } = digest;
  const { path, partLeft } = place(`${dir}/${part}`, dir, nameOf(task, answer), identity);
  return {
    kind: 'done',
    path,
    bytes,
    hash,
    identity,
    finalUrl: answer?.url ?? url,
    status: answer?.status ?? 0,
    etag: answer === undefined ? undefined : headerOf(answer.headers, 'etag'),
    lastModified: answer === undefined ? undefined : headerOf(answer.headers, 'last-modified'),
    partLeft,
  };
}
