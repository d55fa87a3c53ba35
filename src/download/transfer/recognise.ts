import type { TransferOutcome, TransferTask } from '../protocol.ts';
import { ContentHash } from './content-hash.ts';
import { PartFile } from './part-file.ts';
import { dropPartName } from './place.ts';

/**
 * A file that an earlier try had put in place when its process was killed: all it lacks is to be reported. Where it has not
 * the checksum that is asked for, it is none of ours: its part name goes, and the request is to be handed out again.
 */
export async function recognise(path: string, task: TransferTask): Promise<TransferOutcome> {
  const hash = await ContentHash.create(task.checksum);
  const { bytes, identity } = PartFile.readWhole(path, (piece) => hash.update(piece));
  const digest = hash.digest();
  if (task.checksum !== undefined && digest.checksum !== task.checksum.hex) {
    dropPartName(`${task.dir}/${task.part}`);
    return { kind: 'given-back' };
  }
  return {
    kind: 'done',
    path,
    bytes,
    hash: digest.hash,
    identity,
    finalUrl: task.url,
    status: 0,
    etag: undefined,
    lastModified: undefined,
    partLeft: true,
  };
}
