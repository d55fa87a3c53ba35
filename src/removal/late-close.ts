/**
 * Closes files that have lost their last name. It is then that the file system frees their blocks, which takes as long as
 * all the rest of a removal; node's own threads do it while the next victims are compared.
 */
import { close, closeSync } from 'node:fs';

/** Descriptors; the usual limit of a process is 1024. */
const most = 128;
let closing = 0;
let onAllClosed: (() => void)[] = [];

export function closeLater(fd: number): void {
  if (closing >= most) {
    closeSync(fd);
    return;
  }
  closing += 1;
  close(fd, () => {
    closing -= 1;
    if (closing > 0) return;
    for (const resolve of onAllClosed) resolve();
    onAllClosed = [];
  });
}

/** What runs can then unmount the file system, or count on its room. */
export function allClosed(): Promise<void> {
  return closing === 0 ? Promise.resolve() : new Promise((resolve) => onAllClosed.push(resolve));
}
