/** The pids in /proc, straight from the bytes of its folder: no string and no object for any of thousands of entries. */
import { closeSync, constants, openSync, readdirSync } from 'node:fs';
import { type KeptFile, keepFile } from './kept-file.ts';
import { kernelCalls } from './kernel-calls.ts';

// struct linux_dirent64 (getdents64(2)): inode, offset, length of the entry, type, name.
const lengthAt = 16;
const nameAt = 19;
const zero = 0x30;

const entries = Buffer.allocUnsafeSlow(64 * 1024);

/** Every so many looks the folder is read all the same: a process may become visible without being new (hidepid). */
const freshFor = 8;

export class PidList {
  readonly #load: KeptFile = keepFile('/proc/loadavg');
  #fd = -1;
  #looks = 0;
  #newest: string | undefined;
  #pids: readonly number[] = [];

  /** In ascending order; some may have ended since, but none that has begun is missing. */
  read(): readonly number[] {
    this.#looks += 1;
    const newest = newestPid(this.#load.read() ?? '');
    if (newest !== undefined && newest === this.#newest && this.#looks % freshFor !== 0) return this.#pids;
    // Before the folder: whoever begins after this makes the next one differ.
    this.#newest = newest;
    this.#pids = this.#readFolder();
    return this.#pids;
  }

  #readFolder(): readonly number[] {
    const calls = kernelCalls();
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
    this.#load.close();
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** proc_loadavg(5): the pid of the process or thread that was created last. */
export function newestPid(loadAverages: string): string | undefined {
  return /\/\d+ (\d+)\n$/.exec(loadAverages)?.[1];
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
