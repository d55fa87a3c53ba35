/**
 * Comparing, as a worker does it: sets of files of equal size, each set side by side with its first file, block by block.
 * Two blocks that lie in the cache are compared in a quarter of the time that hashing them takes; a file is read up to its
 * first difference, and of files that agree only the first is hashed, where a digest is asked for.
 */

import { errorCode, reasonOf } from '../base/errors.ts';
import { ioBuffer } from '../base/io-buffer.ts';
import { alive } from '../orchestrator/alive.ts';
import { CallFailed, checked, type FileCalls, fileCalls } from './calls/file-calls.ts';
import { stateWords } from './calls/file-state.ts';
import { coldGauge } from './cold-gauge.ts';
import { createHasher, digestBytes, type Hasher, hasherFor } from './digest.ts';
import { readAhead, visitBatch } from './file-batch.ts';
import { FileChanged, grew, mostAhead, shrank } from './read-files.ts';
import type { AlikeSet, CompareResult, CompareTask, Fault } from './tasks.ts';
import type { AlgorithmName } from './types.ts';

/** Which algorithm tells blocks apart. */
export const blockAlgorithm = 'xxh3-128';
const width = digestBytes[blockAlgorithm];

interface OpenFile {
  readonly index: number;
  readonly handle: number;
}

let blocks: readonly [Buffer, Buffer] | undefined;

/** One for the first file of a set, one for each of the others in turn, with room for the byte that should not be there. */
function blocksOf(bytes: number): readonly [Buffer, Buffer] {
  if (blocks?.[0].length !== bytes + 1) blocks = [ioBuffer(bytes + 1), ioBuffer(bytes + 1)];
  return blocks;
}

/** Beside the one for blocks, which may be asked for while this one is at work. */
const contentHashers = new Map<AlgorithmName, Promise<Hasher>>();

function contentHasherFor(algorithm: AlgorithmName): Promise<Hasher> {
  const hasher = contentHashers.get(algorithm) ?? createHasher(algorithm);
  contentHashers.set(algorithm, hasher);
  return hasher;
}

export async function compareBlocks(task: CompareTask): Promise<CompareResult> {
  const hashed = task.sets.some(({ hash }) => hash !== undefined);
  const contentHasher = hashed ? await contentHasherFor(task.algorithm) : undefined;
  const comparison = new SetComparison(task, await hasherFor(blockAlgorithm), contentHasher);
  const calls = fileCalls();
  if (coldGauge().isCold(bytesCompared)) beginToRead(calls, task);
  const sets = task.sets[Symbol.iterator]();
  let set: AlikeSet | undefined;
  let end = 0;
  let open: OpenFile[] = [];
  const close = () => {
    for (const { handle } of open) calls.close(handle);
    open = [];
  };
  const visited = (index: number) => {
    if (set === undefined || index + 1 < end) return;
    comparison.compare(set, end - set.files, open);
    close();
  };
  const begin = (index: number) => {
    if (index < end) return;
    const next = sets.next();
    set = next.value;
    end += set?.files ?? 0;
  };
  try {
    visitBatch(calls, task.files, {
      visit(folder, names, at, index) {
        begin(index);
        const handle = calls.openFile(folder, names, at);
        if (handle < 0) comparison.fail(index, new CallFailed(handle));
        else open.push({ index, handle });
        visited(index);
      },
      miss(index, result) {
        begin(index);
        comparison.fail(index, new CallFailed(result));
        visited(index);
      },
    });
  } finally {
    close();
  }
  const result = comparison.result();
  bytesCompared = result.bytes;
  return result;
}

/** Bytes that the task before looked at. */
let bytesCompared = 0;

/** The files of a set are gone through side by side: of many, each waits for all the others anyway. */
function beginToRead(calls: FileCalls, task: CompareTask): void {
  const ranges = task.sets.flatMap(({ files, from, to }) => {
    return new Array<{ from: number; bytes: number }>(files).fill({
      from,
      bytes: Math.min(to - from, mostAhead / files),
    });
  });
  readAhead(calls, task.files, (index, begin) => {
    const range = ranges[index];
    if (range !== undefined) begin(range.from, range.bytes);
  });
}

class SetComparison {
  readonly #task: CompareTask;
  readonly #calls = fileCalls();
  readonly #blockHasher: Hasher;
  readonly #contentHasher: Hasher | undefined;
  readonly #left: Float64Array;
  readonly #digests: Uint8Array;
  readonly #hashes: (Uint8Array | undefined)[] = [];
  readonly #faults: Fault<number>[] = [];
  readonly #first: Buffer;
  readonly #other: Buffer;
  #bytes = 0;

  constructor(task: CompareTask, blockHasher: Hasher, contentHasher: Hasher | undefined) {
    this.#task = task;
    this.#blockHasher = blockHasher;
    this.#contentHasher = contentHasher;
    [this.#first, this.#other] = blocksOf(task.block);
    const files = task.sets.reduce((sum, set) => sum + set.files, 0);
    this.#left = new Float64Array(files).fill(-1);
    this.#digests = new Uint8Array(files * width);
  }

  result(): CompareResult {
    return {
      kind: 'compare',
      left: this.#left,
      blocks: this.#digests,
      hashes: this.#hashes,
      faults: this.#faults,
      bytes: this.#bytes,
    };
  }

  fail(index: number, error: unknown): void {
    const code = error instanceof FileChanged ? 'CHANGED' : errorCode(error);
    this.#faults.push({ at: index, code, message: reasonOf(error) });
  }

  /** @param start the set's first file @param open those of its files that could be opened */
  compare(set: AlikeSet, start: number, open: readonly OpenFile[]): void {
    const [first, ...others] = open;
    // Without its first file there is nothing to compare with: the scan chooses another.
    const stayed = first?.index === start && this.#compareWith(first, others, set);
    this.#hashes.push(stayed ? this.#hashOf(set) : undefined);
  }

  /** @returns whether a file agrees with the first one up to the end of the range */
  #compareWith(first: OpenFile, others: readonly OpenFile[], set: AlikeSet): boolean {
    this.#beginHash(set.hash);
    let agreeing = others;
    try {
      for (let at = set.from; at < set.to && agreeing.length > 0; at += this.#task.block) {
        alive();
        const length = this.#read(first.handle, this.#first, at, set);
        if (set.hash !== undefined) this.#contentHasher?.update(this.#first.subarray(0, length));
        agreeing = agreeing.filter((other) => this.#agrees(other, at, length, set));
      }
      this.#expectUnchanged(first);
      agreeing = agreeing.filter((other) => this.#attempt(other, () => this.#expectUnchanged(other)));
    } catch (error) {
      this.fail(first.index, error);
      return false;
    }
    return agreeing.length > 0;
  }

  #agrees(other: OpenFile, at: number, length: number, set: AlikeSet): boolean {
    return this.#attempt(other, () => {
      this.#read(other.handle, this.#other, at, set);
      if (this.#first.compare(this.#other, 0, length, 0, length) === 0) return true;
      this.#blockHasher.init();
      this.#blockHasher.update(this.#other.subarray(0, length));
      this.#digests.set(this.#blockHasher.digest(), other.index * width);
      this.#left[other.index] = at;
      return false;
    });
  }

  #attempt({ index }: OpenFile, work: () => boolean): boolean {
    try {
      return work();
    } catch (error) {
      this.fail(index, error);
      return false;
    }
  }

  /** Reads the block at `at`; at the end of the file one byte more is asked for, which tells whether it grew. */
  #read(handle: number, block: Buffer, at: number, { size, to }: AlikeSet): number {
    const wanted = Math.min(this.#task.block, to - at);
    const more = at + wanted === size ? 1 : 0;
    let length = checked(this.#calls.read(handle, block, wanted + more, at));
    // Some file systems give less than they have.
    while (length < wanted) {
      const rest = Math.min(this.#task.block, wanted - length);
      const piece = Buffer.allocUnsafe(rest);
      const got = checked(this.#calls.read(handle, piece, rest, at + length));
      if (got === 0) throw new FileChanged(shrank);
      piece.copy(block, length, 0, got);
      length += got;
    }
    if (length > wanted) throw new FileChanged(grew);
    this.#bytes += length;
    return length;
  }

  /** What was read belongs to the state that the walk saw: others, elsewhere or later, are compared with the same bytes. */
  #expectUnchanged({ handle, index }: OpenFile): boolean {
    checked(this.#calls.stat(handle));
    if (!this.#calls.state.isSameAs(this.#task.states, index * stateWords)) {
      throw new FileChanged('it changed while it was read');
    }
    return true;
  }

  #beginHash(hash: Uint8Array | undefined): void {
    if (hash === undefined) return;
    this.#contentHasher?.init();
    if (hash.length > 0) this.#contentHasher?.resumable?.load(hash);
  }

  #hashOf({ hash, to, size }: AlikeSet): Uint8Array | undefined {
    if (hash === undefined) return undefined;
    return to === size ? this.#contentHasher?.digest() : this.#contentHasher?.resumable?.save();
  }
}
