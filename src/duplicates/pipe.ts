/**
 * Pipes, read without a thread of libuv that waits in open(2) or read(2) for a writer: nobody could call it off, and the
 * process would not end before it.
 */
import { closeSync, constants, fstatSync, openSync, readlinkSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { type BytePath, toFs } from '../base/byte-path.ts';

/**
 * What comes through a pipe, from its first writer until its last one has gone. Undefined where it is none, or where this
 * system cannot tell the two apart without such a wait.
 * @param signal ends the wait: the stream then fails
 */
export async function openPipe(path: BytePath, signal?: AbortSignal): Promise<Readable | undefined> {
  if (process.platform !== 'linux' || statSync(toFs(path), { throwIfNoEntry: false })?.isFIFO() !== true)
    return undefined;
  const { Socket } = await import('node:net');
  const fd = openWithoutWaiting(path);
  return fd === undefined ? undefined : new Socket({ fd, readable: true, writable: false, ...(signal && { signal }) });
}

function openWithoutWaiting(path: BytePath): number | undefined {
  const fd = openSync(toFs(path), constants.O_RDONLY | constants.O_NONBLOCK);
  const isPipe = fstatSync(fd).isFIFO();
  if (isPipe && !isNameless(fd)) return fd;
  closeSync(fd);
  // It waits for nobody; opened as above it would never say that its writer had gone before (Linux, fs/pipe.c, fifo_open).
  return isPipe ? openSync(toFs(path), constants.O_RDONLY) : undefined;
}

/** `/dev/stdin` behind a `|`. */
function isNameless(fd: number): boolean {
  return readlinkSync(`/proc/self/fd/${fd}`).startsWith('pipe:');
}
