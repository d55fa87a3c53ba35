/**
 * From files of equal size to files of equal content, by steps of rising cost. A file leaves at the first step in which it
 * agrees with no other:
 *
 * 1. up to 16 KB: read whole, in one visit;
 * 2. larger: its first 4 KB;
 * 3. past 256 KB: a block in the middle and one at the end;
 * 4. the rest, whole; past 8 MB in lockstep, so that two files are read no further than 32 MB beyond their difference.
 *
 * Every step of every group is spread over all workers.
 */

import { at } from './columns.ts';
import type { Crew } from './crew.ts';
import { digestBytes, isResumable } from './digest.ts';
import type { FileTable } from './file-table.ts';
import { type KnownDigests, knowledge } from './known-digests.ts';
import { type Agreed, partition } from './partition.ts';
import { algorithmOf } from './read-files.ts';
import type { Candidates } from './size-groups.ts';
import type { Fault, Part, ReadResult } from './tasks.ts';
import type { AlgorithmName } from './types.ts';

export interface CompareReport {
  /** Work that is now known to be ahead (negative: it fell away), in bytes. */
  onPlanned(bytes: number): void;
  onRead(files: number, bytes: number): void;
  onFault(file: number, fault: Fault<number>): void;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
/** Bytes up to which a file is read in the visit that finds it. */
export const wholeAtOnce = 16 * kilobyte;
const headBytes = 4 * kilobyte;
const probeFrom = 256 * kilobyte;
const probeBytes = 4 * kilobyte;
const firstRange = 8 * megabyte;
const laterRange = 32 * megabyte;

/** Bounds of one task: long enough to pay for the message, short enough to keep all workers busy to the end. */
const filesPerTask = 256;
const bytesPerTask = 4 * megabyte;
/** A group's files in one portion stay together; portions bound what is in memory and let early groups be seen early. */
const filesPerPortion = 16_384;

const head: Part = { kind: 'head', bytes: headBytes };
const probe: Part = { kind: 'probe', bytes: probeBytes };
const whole: Part = { kind: 'whole' };

export class Comparison {
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

  /** Calls `onAgreed` with groups of equal content as they become known; larger files come first. */
  async run(sizeGroups: readonly Candidates[], onAgreed: (groups: readonly Agreed[]) => Promise<void>): Promise<void> {
    const portions = portionsOf(sizeGroups)[Symbol.iterator]();
    const work = async () => {
      for (let next = portions.next(); next.done !== true; next = portions.next()) {
        await this.#compare(next.value, onAgreed);
      }
    };
    // Two at a time: while one waits for its last answers, the other keeps the workers busy.
    await Promise.all([work(), work()]);
  }

  async #compare(groups: readonly Candidates[], onAgreed: (groups: readonly Agreed[]) => Promise<void>): Promise<void> {
    const { small, large } = Object.groupBy(groups, (group) => (this.#size(group) <= wholeAtOnce ? 'small' : 'large'));
    if (small !== undefined) await onAgreed(await this.#split(small, whole));
    if (large === undefined) return;
    const alikeSoFar = await this.#split(large, head);
    const { far, near } = Object.groupBy(alikeSoFar, ({ files }) => (this.#size(files) > probeFrom ? 'far' : 'near'));
    if (near !== undefined) await onAgreed(await this.#split(candidatesOf(near), whole));
    if (far === undefined) return;
    const alike = await this.#split(candidatesOf(far), probe);
    const { huge, plain } = Object.groupBy(alike, ({ files }) =>
      this.#size(files) > firstRange && isResumable(this.#algorithm) ? 'huge' : 'plain',
    );
    if (plain !== undefined) await onAgreed(await this.#split(candidatesOf(plain), whole));
    for (const { files } of huge ?? []) {
      if (files.every((file) => this.#table.whole.get(file) !== undefined))
        await onAgreed(await this.#split([files], whole));
      else await this.#inLockstep(files, onAgreed);
    }
  }

  async #inLockstep(files: Candidates, onAgreed: (groups: readonly Agreed[]) => Promise<void>): Promise<void> {
    const size = this.#size(files);
    const states = new Map<number, Uint8Array>();
    let groups: readonly Candidates[] = [files];
    let from = 0;
    while (from < size && groups.length > 0) {
      const to = from === 0 ? firstRange : from + laterRange;
      const alike = await this.#split(groups, { kind: 'range', from, to, states: [] }, states);
      if (to >= size) {
        for (const { files: same, digest } of alike) {
          for (const file of same) this.#table.whole.set(file, digest, knowledge.later);
        }
        return onAgreed(alike);
      }
      groups = candidatesOf(alike);
      from = to;
    }
  }

  /** Reads one part of all files of these groups and splits each group by what it says. */
  async #split(
    groups: readonly Candidates[],
    part: Part,
    states: Map<number, Uint8Array> = new Map(),
  ): Promise<Agreed[]> {
    const { files, group } = inWalkOrder(groups);
    const width = digestBytes[algorithmOf(part, this.#algorithm)];
    const digests = new Uint8Array(files.length * width);
    const failed = new Uint8Array(files.length);
    const known = this.#knownOf(part);
    const unread = known === undefined ? places(files.length) : this.#takeKnown(known, files, digests);
    const tasks = this.#batches(files, unread, part).map(async (places) => {
      const batch = places.map((place) => at(files, place));
      const result = await this.#crew.run(() => ({
        kind: 'read',
        files: this.#table.batch(batch),
        size: Float64Array.from(batch, (file) => this.#table.size(file)),
        part:
          part.kind === 'range' ? { ...part, states: Array.from(batch, (file) => states.get(file) ?? noState) } : part,
        algorithm: this.#algorithm,
      }));
      for (const [index, place] of places.entries()) {
        digests.set(result.digests.subarray(index * width, (index + 1) * width), place * width);
      }
      if (known !== undefined) this.#learn(known, batch, result);
      for (const fault of result.faults) {
        failed[at(places, fault.at)] = 1;
        this.#report.onFault(batch[fault.at] ?? 0, fault);
      }
      for (const [place, state] of result.states.entries()) states.set(batch[place] ?? 0, state);
      this.#report.onRead(batch.length, result.bytes);
    });
    await Promise.all(tasks);
    return partition({ files, group, digests, width, failed });
  }

  /** Where digests of this part are remembered. */
  #knownOf(part: Part): KnownDigests | undefined {
    switch (part.kind) {
      case 'whole':
        return this.#table.whole;
      case 'head':
        return this.#table.head;
      case 'probe':
        return this.#table.probe;
      case 'range':
        return undefined;
    }
  }

  /** Copies the digests that are known already. @returns the places of the other files */
  #takeKnown(known: KnownDigests, files: Uint32Array, digests: Uint8Array): Uint32Array {
    const unread = new Uint32Array(files.length);
    let count = 0;
    for (let place = 0; place < files.length; place += 1) {
      const digest = known.get(at(files, place));
      if (digest === undefined) unread[count++] = place;
      else digests.set(digest, place * known.width);
    }
    return unread.subarray(0, count);
  }

  #learn(known: KnownDigests, files: Uint32Array, { digests, faults }: ReadResult): void {
    const failed = new Set(faults.map(({ at: index }) => index));
    for (const [index, file] of files.entries()) {
      if (failed.has(index)) continue;
      known.set(file, digests.subarray(index * known.width, (index + 1) * known.width), knowledge.later);
    }
  }

  /** The places to read, cut into tasks. */
  #batches(files: Uint32Array, unread: Uint32Array, part: Part): Uint32Array[] {
    const batches: Uint32Array[] = [];
    let start = 0;
    let bytes = 0;
    let planned = 0;
    for (let index = 0; index < unread.length; index += 1) {
      const cost = bytesOf(part, this.#table.size(at(files, at(unread, index))));
      if (index > start && (index - start >= filesPerTask || bytes + cost > bytesPerTask)) {
        batches.push(unread.subarray(start, index));
        start = index;
        bytes = 0;
      }
      bytes += cost;
      planned += cost;
    }
    if (unread.length > start) batches.push(unread.subarray(start));
    this.#report.onPlanned(planned);
    return batches;
  }

  #size(files: Candidates): number {
    return this.#table.size(files[0] ?? 0);
  }
}

function places(count: number): Uint32Array {
  const all = new Uint32Array(count);
  for (let place = 0; place < count; place += 1) all[place] = place;
  return all;
}

const noState = new Uint8Array();

function bytesOf(part: Part, size: number): number {
  switch (part.kind) {
    case 'whole':
      return size;
    case 'head':
      return Math.min(size, part.bytes);
    case 'probe':
      return Math.min(size, 2 * part.bytes);
    case 'range':
      return Math.max(0, Math.min(size, part.to) - part.from);
  }
}

function candidatesOf(groups: readonly Agreed[]): Candidates[] {
  return groups.map(({ files }) => files);
}

function* portionsOf(groups: readonly Candidates[]): Generator<Candidates[]> {
  let portion: Candidates[] = [];
  let files = 0;
  for (const group of groups) {
    portion.push(group);
    files += group.length;
    if (files >= filesPerPortion) {
      yield portion;
      portion = [];
      files = 0;
    }
  }
  if (portion.length > 0) yield portion;
}

/** All files of the groups in the order of the walk (neighbours share a folder), and the group of each. */
function inWalkOrder(groups: readonly Candidates[]): { files: Uint32Array; group: Uint32Array } {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  const groupRange = groups.length;
  const keys = new Float64Array(count);
  let place = 0;
  for (const [number, members] of groups.entries()) {
    for (const file of members) keys[place++] = file * groupRange + number;
  }
  keys.sort();
  const files = new Uint32Array(count);
  const group = new Uint32Array(count);
  for (let place = 0; place < count; place += 1) {
    files[place] = at(keys, place) / groupRange;
    group[place] = at(keys, place) - at(files, place) * groupRange;
  }
  return { files, group };
}
