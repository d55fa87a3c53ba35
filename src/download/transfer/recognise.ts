import type { TransferOutcome, TransferTask } from '../protocol.ts';
import { ContentHash } from './content-hash.ts';
import { PartFile } from './part-file.ts';

/** A file that an earlier try had put in place when its process was killed: all it lacks is to be reported. */
export async function recognise(path: string, task: TransferTask): Promise<TransferOutcome> {
  const hash = await ContentHash.create(undefined);
  const { bytes, identity } = PartFile.readWhole(path, (piece) => hash.update(piece));
  return {
    kind: 'done',
    path,
    bytes,
    hash: hash.digest().hash,
    identity,
    finalUrl: task.url,
    status: 0,
    etag: undefined,
    lastModified: undefined,
    partLeft: true,
  };
}
