import { statfsSync } from 'node:fs';
import { type BytePath, toFs } from '../base/byte-path.ts';

/** Types of statfs(2) whose files may change dev, ino or ctime while nobody touches them (jdupes #103 #160). */
const unstable = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x65735546, // FUSE
  0x01021997, // 9P
  0x00c36400, // Ceph
  0x5346414f, // AFS
]);

export function identityIsUnstable(folder: BytePath): boolean {
  if (process.platform !== 'linux') return false;
  return unstable.has(statfsSync(toFs(folder)).type >>> 0);
}
