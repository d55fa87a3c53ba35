/** Takes away a link that we left. It may have become the last name of its file, and that have a content of its own. */
import { type BigIntStats, closeSync, fstatSync, lstatSync, unlinkSync } from 'node:fs';
import { type BytePath, joinPath, toText } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import { type FsPath, libc } from '../base/libc.ts';
import { writeCopy } from './act-copy.ts';
import { faultPoint } from './faults.ts';
import type { Folder } from './folder.ts';
import type { Recognise } from './occupant.ts';
import { Refusal, Stranded } from './refusal.ts';
import { holdsSameContent } from './same-content.ts';
import { sameInode } from './stamp.ts';
import { openForReading } from './verify.ts';

/** Whether a file keeps all that an open one has. */
export type Keeps = (fd: number, keeper: FsPath) => boolean;

/**
 * A name that is not there is fine. The last name of a file goes only while `keeper` has its bytes; that is looked at
 * through the descriptor once more after the unlink, so that a write, or the loss of a name, in between costs nothing.
 * @param keeper another file, which stays
 * @param keeps default: the same bytes, no more
 * @throws Refusal where it is not ours, or may not go: nothing was changed; Stranded where its content was written again
 */
export function dropLink(
  folder: Folder,
  name: BytePath,
  isOurs: Recognise,
  keeper: FsPath,
  keeps: Keeps = holdsSameContent,
): void {
  const path = folder.at(name);
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!isOurs(path)) throw notOurs();
  if (stat.isSymbolicLink()) {
    faultPoint('unlink-displaced');
    unlinkSync(path);
    return;
  }
  const fd = openForReading(path);
  try {
    const before = fstatSync(fd, { bigint: true });
    if (!sameInode(before, stat)) throw notOurs();
    const isLast = before.nlink <= 1n;
    if (isLast) refuseWriters(fd);
    if (isLast && !keeps(fd, keeper)) throw new Refusal('what stood in its place has a content of its own now');
    faultPoint('unlink-displaced');
    unlinkSync(path);
    const after = fstatSync(fd, { bigint: true });
    if (after.nlink === 0n && !keeps(fd, keeper)) keepUnder(folder, name, fd, after);
  } finally {
    closeSync(fd);
  }
}

/** While the descriptor is open, nobody new opens the file for writing, where the system has leases. */
function refuseWriters(fd: number): void {
  try {
    libc()?.leaseAgainstWriters(fd);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') throw new Refusal('what stood in its place is being written by another program');
  }
}

function keepUnder(folder: Folder, name: BytePath, fd: number, stat: BigIntStats): never {
  const { mode, uid, gid, atimeNs, mtimeNs } = stat;
  const where = toText(joinPath(folder.path, name));
  const metadata = {
    mode: Number(mode) & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    atimeNs,
    mtimeNs,
    attributes: [],
  };
  try {
    writeCopy(folder, name, { fd }, metadata);
  } catch (error) {
    throw new Stranded(`what stood in its place changed at the last moment and could not be kept (${reasonOf(error)})`);
  }
  throw new Stranded(`what stood in its place changed at the last moment and is kept as ${where}`);
}

function notOurs(): Refusal {
  return new Refusal('something else has its name now');
}
