/** The pids in /proc, straight from the bytes of its folder: no string and no object for any of thousands of entries. */
import { closeSync, constants, openSync, readdirSync } from 'node:fs';
import { kernelCalls } from './kernel-calls.ts';

// struct linux_dirent64 (getdents64(2)): inode, offset, length of the entry, type, name.
const lengthAt = 16;
const nameAt = 19;
const zero = 0x30;

const entries = Buffer.allocUnsafeSlow(64 * 1024);

export class PidList {
  readonly #calls = kernelCalls();
  #fd = -1;

  /** In ascending order. */
  read(): readonly number[] {
    const calls = this.#calls;
    if (calls === undefined) return readdirSync('/proc').map(Number).filter(Number.isSafeInteger);
    if (this.#fd < 0) this.#fd = openSync('/proc', constants.O_RDONLY | constants.O_DIRECTORY);
    calls.rewindFolder(this.#fd);
    const pids: number[] = [];
    for (;;) {
      const length = calls.readFolder(this.#fd, entries);
      if (length <= 0) return pids;
      collectPids(entries, length, pids);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** Entries whose names are numbers are processes; the others are files of the system. */
export function collectPids(from: Buffer, length: number, pids: number[]): void {
  for (let at = 0; at + nameAt < length; ) {
    const end = at + from.readUInt16LE(at + lengthAt);
    if (end <= at) return;
    let pid = 0;
    let next = at + nameAt;
    for (; next < end; next++) {
      const digit = (from[next] ?? 0) - zero;
      if (digit < 0 || digit > 9) break;
      pid = pid * 10 + digit;
    }
    if (pid > 0 && from[next] === 0) pids.push(pid);
    at = end;
  }
}
