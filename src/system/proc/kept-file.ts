/**
 * A small file of /proc or of a cgroup that is read again and again: opened once, read at offset 0 each time, into one
 * buffer that all of them share. Half the cost of opening it anew, and for a process it has a second use: the descriptor
 * stays with the process that was opened, so a reused pid reads as ESRCH and never as a stranger.
 */
import { closeSync, openSync, readSync } from 'node:fs';

const shared = Buffer.allocUnsafeSlow(64 * 1024);

export interface KeptFile {
  /** The whole text, at most 64 KiB; undefined where it cannot be read (any more). */
  read(): string | undefined;
  close(): void;
}

export function keepFile(path: string): KeptFile {
  let fd = -1;
  const close = (): void => {
    if (fd >= 0) closeSync(fd);
    fd = -1;
  };
  const read = (): string | undefined => {
    try {
      if (fd < 0) fd = openSync(path, 'r');
      let length = 0;
      // seq_file hands out one page at a time; a read of nothing is the end.
      for (;;) {
        const got = readSync(fd, shared, length, shared.length - length, length);
        length += got;
        if (got === 0 || length === shared.length) return shared.toString('latin1', 0, length);
      }
    } catch {
      close();
      return undefined;
    }
  };
  return { read, close };
}

/** Read once, and not kept open. */
export function readSmallFile(path: string): string | undefined {
  const file = keepFile(path);
  try {
    return file.read();
  } finally {
    file.close();
  }
}
