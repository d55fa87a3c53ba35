/**
 * The system calls of walking, reading and looking again, as hot loops need them: names are bytes that end in NUL, in a
 * buffer, relative to an open folder; results are numbers, a failure is the negative errno. No object, no exception and no
 * string a file. On Linux the C library is called directly, elsewhere (or where that fails) node:fs does the same.
 */
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import type { FileState } from './file-state.ts';
import { linuxCalls } from './linux-calls.ts';
import type { Listing } from './listing.ts';
import { nodeCalls } from './node-calls.ts';

export interface FileCalls {
  /** What the last successful `stat` or `statAt` said. */
  readonly state: FileState;
  /**
   * Opens a folder by its path, of any length. @param use `list` to read its names, `pass` to reach its files only;
   * with `links` false the last component must not be a symbolic link. @returns a handle, or the negative errno
   */
  openFolder(path: string, use: 'list' | 'pass', links: boolean): number;
  /** Fills `listing` with the names of an open folder. @returns 0, or the negative errno */
  list(folder: number, listing: Listing): number;
  /** Opens a file for reading; neither follows a link nor waits for a fifo. @returns a handle, or the negative errno */
  openFile(folder: number, names: Uint8Array, at: number): number;
  /** What an open file or folder is. @returns 0, or the negative errno */
  stat(handle: number): number;
  /** What a name stands for, links not followed. @returns 0, or the negative errno */
  statAt(folder: number, names: Uint8Array, at: number): number;
  /** Reads up to `length` bytes from `position` into the start of `block`. @returns how many, or the negative errno */
  read(file: number, block: Uint8Array, length: number, position: number): number;
  /** Whether `readAhead` does anything. */
  readonly readsAhead: boolean;
  /** Has the system begin to read a part of an open file, and does not wait for it; where it cannot, nothing happens. */
  readAhead(file: number, from: number, bytes: number): void;
  close(handle: number): void;
}

let chosen: FileCalls | undefined;

/** Those of this thread. */
export function fileCalls(): FileCalls {
  chosen ??= linuxCalls() ?? nodeCalls();
  return chosen;
}

/** A system call failed. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly code: string;

  /** @param result what the call returned: the negative errno */
  constructor(result: number) {
    const code = getSystemErrorName(result);
    super(`${code}: ${getSystemErrorMessage(result)}`);
    this.code = code;
  }
}

/** @throws CallFailed where a call returned a negative errno */
export function checked(result: number): number {
  if (result < 0) throw new CallFailed(result);
  return result;
}
