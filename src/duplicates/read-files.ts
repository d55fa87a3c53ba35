/** Reading, as a worker does it: a batch of files in, a digest for each out. */

import { errorCode, reasonOf } from '../base/errors.ts';
import { ioBuffer } from '../base/io-buffer.ts';
import { alive } from '../orchestrator/alive.ts';
import { CallFailed, checked, fileCalls } from './calls/file-calls.ts';
import { coldGauge } from './cold-gauge.ts';
import { type BlockHasher, blockHasherFor, digestBytes, type Hasher, hasherFor } from './digest.ts';
import { readAhead, visitBatch } from './file-batch.ts';
import type { Fault, Part, ReadResult, ReadTask } from './tasks.ts';
import type { AlgorithmName } from './types.ts';

/** Large enough to make system calls rare, small enough to stay in a core's cache between reading and hashing. */
const blockBytes = 256 * 1024;

/** Parts tell files apart, for which the fastest algorithm does; what is reported is hashed as asked. */
export function algorithmOf(part: Part, algorithm: AlgorithmName): AlgorithmName {
  return part.kind === 'whole' ? algorithm : 'xxh3-128';
}

let block: Buffer | undefined;

function sharedBlock(): Buffer {
  block ??= ioBuffer(blockBytes);
  return block;
}

/** Bytes that the task before looked at. */
let bytesLooked = 0;

/** Of one file: what comes behind is read ahead by the system, as it sees that the file is gone through. */
export const mostAhead = 8 * 1024 * 1024;

export async function readFiles(task: ReadTask): Promise<ReadResult> {
  const algorithm = algorithmOf(task.part, task.algorithm);
  const width = digestBytes[algorithm];
  const digests = new Uint8Array(task.size.length * width);
  const faults: Fault<number>[] = [];
  const reader = await PartReader.of(algorithm, task.part);

  const calls = fileCalls();
  const fail = (index: number, error: unknown) => {
    const code = error instanceof FileChanged ? 'CHANGED' : errorCode(error);
    faults.push({ at: index, code, message: reasonOf(error) });
  };
  if (coldGauge().isCold(bytesLooked)) {
    readAhead(calls, task.files, (index, begin) => {
      for (const { from, to } of rangesOf(task.part, task.size[index] ?? 0))
        begin(from, Math.min(to - from, mostAhead));
    });
  }
  visitBatch(calls, task.files, {
    visit(folder, names, at, index) {
      const file = calls.openFile(folder, names, at);
      if (file < 0) return fail(index, new CallFailed(file));
      try {
        digests.set(reader.read(file, task.size[index] ?? 0), index * width);
      } catch (error) {
        fail(index, error);
      } finally {
        calls.close(file);
      }
    },
    miss: (index, result) => fail(index, new CallFailed(result)),
  });
  bytesLooked = reader.bytes;
  return { kind: 'read', digests, faults, bytes: reader.bytes };
}

/** What is read of a file of `size` bytes. */
function rangesOf(part: Part, size: number): readonly { readonly from: number; readonly to: number }[] {
  const middle = Math.floor(size / 2);
  switch (part.kind) {
    case 'whole':
      return [{ from: 0, to: size }];
    case 'head':
      return [{ from: 0, to: Math.min(part.bytes, size) }];
    case 'probe':
      return [
        { from: middle, to: Math.min(middle + part.bytes, size) },
        { from: Math.max(0, size - part.bytes), to: size },
      ];
  }
}

export const grew = 'it grew while it was read';
export const shrank = 'it became shorter while it was read';

/** The file is not the one that the walk saw. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
}

/** Reads one part of each of many files. */
export class PartReader {
  bytes = 0;
  readonly #hasher: Hasher;
  readonly #own: BlockHasher | undefined;
  readonly #part: Part;
  readonly #block: Buffer;
  readonly #calls = fileCalls();

  static async of(algorithm: AlgorithmName, part: Part): Promise<PartReader> {
    return new PartReader(await hasherFor(algorithm), blockHasherFor(algorithm), part);
  }

  private constructor(hasher: Hasher, own: BlockHasher | undefined, part: Part) {
    this.#hasher = hasher;
    this.#own = own;
    this.#part = part;
    this.#block = own?.block ?? sharedBlock();
  }

  /**
   * @returns the digest, good until the next call
   * @throws FileChanged where the file is shorter or longer than the walk saw it
   */
  read(file: number, size: number): Uint8Array {
    const part = this.#part;
    switch (part.kind) {
      case 'whole':
        return this.#hashWhole(file, size);
      case 'head':
      case 'probe':
        this.#hasher.init();
        for (const { from, to } of rangesOf(part, size)) this.#hashUpTo(file, from, to);
        return this.#hasher.digest();
    }
  }

  /** A small file takes one system call: asking for a byte more than it should have tells whether it grew. */
  #hashWhole(file: number, size: number): Uint8Array {
    const wanted = size < this.#block.length ? size + 1 : 0;
    const length = wanted === 0 ? 0 : this.#read(file, wanted, 0);
    if (length > size) throw new FileChanged(grew);
    this.bytes += length;
    const isComplete = length === size && wanted > 0;
    if (isComplete && this.#own !== undefined) return this.#own.digestOfBlock(length);
    this.#hasher.init();
    if (length > 0) this.#hasher.update(this.#block.subarray(0, length));
    if (!isComplete) {
      this.#hashUpTo(file, length, size);
      this.#expectEnd(file, size);
    }
    return this.#hasher.digest();
  }

  #hashUpTo(file: number, from: number, to: number): void {
    for (let at = from; at < to; ) {
      alive();
      const length = this.#read(file, Math.min(this.#block.length, to - at), at);
      if (length === 0) throw new FileChanged(shrank);
      this.#hasher.update(this.#block.subarray(0, length));
      this.bytes += length;
      at += length;
    }
  }

  #expectEnd(file: number, size: number): void {
    if (this.#read(file, 1, size) !== 0) throw new FileChanged(grew);
  }

  #read(file: number, length: number, position: number): number {
    return checked(this.#calls.read(file, this.#block, length, position));
  }
}
