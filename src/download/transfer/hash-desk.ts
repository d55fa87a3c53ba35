import { ioBuffer } from '../../base/io-buffer.ts';
import { Xxh3Desk } from '../../base/xxh3-desk.ts';

/** What is read is used up before the next read, of whichever connection: one region for all, which stays in the cache. */
const socketBytes = 512 * 1024;
/** The same for part files that are read back. */
const fileBytes = 256 * 1024;

interface Memory {
  /** Undefined where this machine hashes in another way. */
  readonly desk: Xxh3Desk | undefined;
  readonly forSockets: Buffer;
  readonly forFiles: Buffer;
}

let memory: Memory | undefined;

/** What bodies are read to, and hashed where they stand. Made when first asked for. */
export function bodyDesk(): Memory {
  if (memory === undefined) {
    const desk = Xxh3Desk.create([socketBytes, fileBytes]);
    const [forSockets = ioBuffer(socketBytes), forFiles = ioBuffer(fileBytes)] = desk?.regions ?? [];
    memory = { desk, forSockets, forFiles };
  }
  return memory;
}
