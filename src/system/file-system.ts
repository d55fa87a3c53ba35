/** What the file system of a folder can do, told by its kind and by looking; nothing is written. */
import { statfsSync } from 'node:fs';
import { type BytePath, toFs } from '../base/byte-path.ts';
import { errorCode } from '../base/errors.ts';
import { libc } from '../base/libc.ts';

export interface FileSystem {
  /** `ext4`; undefined where the kind is not known. */
  readonly name: string | undefined;
  /** Two files may share their blocks until one of them changes (ioctl_ficlonerange(2)); `maybe`: it depends on how it was made. */
  readonly reflink: 'yes' | 'no' | 'maybe' | undefined;
  /** xattr(7); undefined where it cannot be found out. */
  readonly extendedAttributes: boolean | undefined;
}

type Kind = Pick<FileSystem, 'name' | 'reflink'>;

/** By the magic number of statfs(2), linux/magic.h. */
const kinds: Readonly<Record<number, Kind>> = {
  2435016766: { name: 'btrfs', reflink: 'yes' },
  3393526350: { name: 'bcachefs', reflink: 'yes' },
  1481003842: { name: 'xfs', reflink: 'maybe' },
  801189825: { name: 'zfs', reflink: 'maybe' },
  2035054128: { name: 'overlayfs', reflink: 'maybe' },
  26985: { name: 'nfs', reflink: 'maybe' },
  4266872130: { name: 'smb', reflink: 'maybe' },
  61267: { name: 'ext4', reflink: 'no' },
  4076150800: { name: 'f2fs', reflink: 'no' },
  16914836: { name: 'tmpfs', reflink: 'no' },
  538032816: { name: 'exfat', reflink: 'no' },
  19780: { name: 'vfat', reflink: 'no' },
  1936094318: { name: 'ntfs3', reflink: 'no' },
  16914839: { name: '9p', reflink: 'no' },
  1702057286: { name: 'fuse', reflink: undefined },
};

const unknownKind: Kind = { name: undefined, reflink: undefined };

export function fileSystemOf(folder: BytePath): FileSystem {
  return { ...kindOf(folder), extendedAttributes: hasExtendedAttributes(folder) };
}

function kindOf(folder: BytePath): Kind {
  if (process.platform !== 'linux') return unknownKind; // the numbers are Linux's own
  try {
    return kinds[statfsSync(toFs(folder)).type] ?? unknownKind;
  } catch {
    return unknownKind;
  }
}

function hasExtendedAttributes(folder: BytePath): boolean | undefined {
  try {
    return libc()?.attributeNames(toFs(folder)) !== undefined || undefined;
  } catch (error) {
    return errorCode(error) === 'ENOTSUP' || errorCode(error) === 'EOPNOTSUPP' ? false : undefined;
  }
}
