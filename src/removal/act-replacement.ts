/** Makes, under a private name beside the victim, what is to take its place. Never one kind instead of another. */
import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { type BytePath, toFs } from '../base/byte-path.ts';
import { errorCode, Failure, reasonOf } from '../base/errors.ts';
import { sameBytes } from './compare.ts';
import { faultPoint } from './faults.ts';
import { type DisplacingIntent, replacementName } from './intent.ts';
import { applyMetadata } from './metadata.ts';
import { realPathOf } from './mounts.ts';
import { Refusal } from './refusal.ts';
import { type Stamp, sameButCtime, sameInode, sameStamp, stampOf } from './stamp.ts';
import type { Verified } from './verify.ts';

export interface Replacement {
  readonly name: BytePath;
  readonly stamp: Stamp;
}

/** @throws Failure where this cannot be done here, with the reason; nothing is left behind */
export function makeReplacement(
  kind: Exclude<DisplacingIntent['kind'], 'delete'>,
  intent: DisplacingIntent,
  proof: Verified,
): Replacement {
  const name = replacementName(intent);
  const path = proof.victim.folder.at(name);
  try {
    faultPoint('make-replacement');
    makers[kind](path, intent, proof);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Failure(`${labels[kind]} cannot be made: ${limits[errorCode(error)] ?? reasonOf(error)}`, {
      cause: error,
    });
  }
  try {
    return confirm(kind, name, path, proof);
  } catch (error) {
    unlinkSync(path);
    throw error;
  }
}

const labels = { hardlink: 'a hard link', reflink: 'a reflink', symlink: 'a symbolic link' } as const;

const limits: Readonly<Record<string, string>> = {
  EXDEV: 'the two files are on different file systems',
  EMLINK: 'the file that stays has as many links as its file system allows',
  ENOTSUP: 'this file system has none',
  EOPNOTSUPP: 'this file system has none',
  ENOTTY: 'this file system has none',
  ENOSYS: 'this system has none',
};

type Maker = (path: string | Buffer, intent: DisplacingIntent, proof: Verified) => void;

const makers: Readonly<Record<keyof typeof labels, Maker>> = {
  hardlink: (path, _, { survivor }) => {
    if (!sameStamp(stampOf(fstatSync(survivor.fd, { bigint: true })), survivor.stamp)) {
      throw new Refusal('the file that should stay changed at the last moment');
    }
    linkSync(toFs(survivor.path), path);
  },
  symlink: (path, _, { survivor }) => {
    symlinkSync(toFs(realPathOf(survivor)), path);
  },
  reflink: (path, { metadata }, { survivor }) => {
    const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE;
    copyFileSync(toFs(survivor.path), path, flags);
    try {
      const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        if (!sameBytes(fd, survivor.fd, survivor.stamp.size)) {
          throw new Refusal('the file that should stay changed at the last moment');
        }
        const missed = applyMetadata(fd, metadata);
        if (missed.length > 0) throw new Failure(`it would lose what the file carries (${missed.join('; ')})`);
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      unlinkSync(path);
      throw error;
    }
  },
};

/** Looks at what was made: does it lead to the survivor's content? */
function confirm(
  kind: keyof typeof labels,
  name: BytePath,
  path: string | Buffer,
  { survivor }: Verified,
): Replacement {
  const stamp = stampOf(lstatSync(path, { bigint: true }));
  const now = stampOf(fstatSync(survivor.fd, { bigint: true }));
  const target = kind === 'symlink' ? stampOf(statSync(path, { bigint: true })) : stamp;
  const leadsThere = kind === 'reflink' || sameInode(target, survivor.stamp);
  const unchanged = (kind === 'hardlink' ? sameButCtime : sameStamp)(now, survivor.stamp);
  if (!leadsThere || !unchanged) throw new Refusal('the file that should stay changed at the last moment');
  return { name, stamp };
}
