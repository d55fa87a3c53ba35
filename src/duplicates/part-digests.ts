/** Digests of one part of many files: known ones are taken over, the others read by the crew. */
import { wordAt } from './columns.ts';
import type { Crew } from './crew.ts';
import { digestBytes } from './digest.ts';
import type { FileTable } from './file-table.ts';
import { type KnownDigests, knowledge } from './known-digests.ts';
import { algorithmOf } from './read-files.ts';
import type { Fault, Part, ReadResult, ReadTask } from './tasks.ts';
import type { AlgorithmName } from './types.ts';

export interface CompareReport {
  /** Work that is now known to be ahead (negative: it fell away), in bytes. */
  onPlanned(bytes: number): void;
  onRead(files: number, bytes: number): void;
  onFault(file: number, fault: Fault<number>): void;
}

/** One after the other, `stride` words of 32 bits each; `failed` is 1 where a file could not be read. */
export interface Digests {
  readonly words: Uint32Array;
  readonly stride: number;
  readonly failed: Uint8Array;
}

/** Bounds of one task: long enough to pay for the message, short enough to keep all workers busy to the end. */
const filesPerTask = 256;
const bytesPerTask = 4 * 1024 * 1024;

export class PartDigests {
  readonly #table: FileTable;
  readonly #crew: Crew;
  readonly #algorithm: AlgorithmName;
  readonly #report: CompareReport;

  constructor(table: FileTable, crew: Crew, algorithm: AlgorithmName, report: CompareReport) {
    this.#table = table;
    this.#crew = crew;
    this.#algorithm = algorithm;
    this.#report = report;
  }

  async of(files: Uint32Array, part: Part): Promise<Digests> {
    const stride = digestBytes[algorithmOf(part, this.#algorithm)] / 4;
    const words = new Uint32Array(files.length * stride);
    const bytes = new Uint8Array(words.buffer);
    const failed = new Uint8Array(files.length);
    const known = this.#knownOf(part);
    const unread = known.copyTo(words, files);
    const tasks = this.#batches(files, inWalkOrder(files, unread), part).map(async (places) => {
      const batch = places.map((place) => wordAt(files, place));
      const result = await this.#read(batch, part);
      const width = stride * 4;
      for (let index = 0; index < places.length; index += 1) {
        bytes.set(result.digests.subarray(index * width, (index + 1) * width), wordAt(places, index) * width);
      }
      for (const fault of result.faults) failed[wordAt(places, fault.at)] = 1;
    });
    await Promise.all(tasks);
    return { words, stride, failed };
  }

  async #read(files: Uint32Array, part: Part): Promise<ReadResult> {
    const table = this.#table;
    const size = table.sizes(files);
    const makeTask = (): ReadTask => {
      return { kind: 'read', files: table.batch(files), size, part, algorithm: this.#algorithm };
    };
    const result = await this.#crew.run(
      makeTask,
      size.reduce((sum, bytes) => sum + bytesOf(part, bytes), 0),
    );
    for (const fault of result.faults) this.#report.onFault(wordAt(files, fault.at), fault);
    this.#learn(this.#knownOf(part), files, result);
    this.#report.onRead(files.length, result.bytes);
    return result;
  }

  /** Where digests of this part are remembered. */
  #knownOf(part: Part): KnownDigests {
    switch (part.kind) {
      case 'whole':
        return this.#table.whole;
      case 'head':
        return this.#table.head;
      case 'probe':
        return this.#table.probe;
    }
  }

  #learn(known: KnownDigests, files: Uint32Array, { digests, faults }: ReadResult): void {
    const failed = new Set(faults.map(({ at: index }) => index));
    for (let index = 0; index < files.length; index += 1) {
      if (failed.has(index)) continue;
      const digest = digests.subarray(index * known.width, (index + 1) * known.width);
      known.set(wordAt(files, index), digest, knowledge.later);
    }
  }

  /** The places to read, cut into tasks. */
  #batches(files: Uint32Array, places: Uint32Array, part: Part): Uint32Array[] {
    const batches: Uint32Array[] = [];
    let start = 0;
    let bytes = 0;
    let planned = 0;
    for (let index = 0; index < places.length; index += 1) {
      const cost = bytesOf(part, this.#table.size(wordAt(files, wordAt(places, index))));
      if (index > start && (index - start >= filesPerTask || bytes + cost > bytesPerTask)) {
        batches.push(places.subarray(start, index));
        start = index;
        bytes = 0;
      }
      bytes += cost;
      planned += cost;
    }
    if (places.length > start) batches.push(places.subarray(start));
    this.#report.onPlanned(planned);
    return batches;
  }
}

/** Places in the order of their files: neighbours share a folder. */
function inWalkOrder(files: Uint32Array, places: Uint32Array): Uint32Array {
  const keys = new Float64Array(places.length);
  for (let index = 0; index < keys.length; index += 1) {
    const place = wordAt(places, index);
    keys[index] = wordAt(files, place) * files.length + place;
  }
  return Uint32Array.from(keys.sort(), (key) => key % files.length);
}

function bytesOf(part: Part, size: number): number {
  switch (part.kind) {
    case 'whole':
      return size;
    case 'head':
      return Math.min(size, part.bytes);
    case 'probe':
      return Math.min(size, 2 * part.bytes);
  }
}
