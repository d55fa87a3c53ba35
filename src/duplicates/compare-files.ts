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

import type { Crew } from './crew.ts';
import { isResumable } from './digest.ts';
import type { FileTable } from './file-table.ts';
import { type CompareReport, PartDigests } from './part-digests.ts';
import { partition } from './partition.ts';
import type { Candidates } from './size-groups.ts';
import type { Part } from './tasks.ts';
import type { AlgorithmName } from './types.ts';

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
/** Bytes up to which a file is read in the visit that finds it. */
export const wholeAtOnce = 16 * kilobyte;
const headBytes = 4 * kilobyte;
const probeFrom = 256 * kilobyte;
const probeBytes = 4 * kilobyte;
const firstRange = 8 * megabyte;
const laterRange = 32 * megabyte;

/** A group's files in one portion stay together; portions bound what is in memory and let early groups be seen early. */
const filesPerPortion = 16_384;

const head: Part = { kind: 'head', bytes: headBytes };
const probe: Part = { kind: 'probe', bytes: probeBytes };
const whole: Part = { kind: 'whole' };

type OnAgreed = (groups: readonly Candidates[]) => Promise<void>;

export class Comparison {
  readonly #table: FileTable;
  readonly #algorithm: AlgorithmName;
  readonly #digests: PartDigests;

  constructor(table: FileTable, crew: Crew, algorithm: AlgorithmName, report: CompareReport) {
    this.#table = table;
    this.#algorithm = algorithm;
    this.#digests = new PartDigests(table, crew, algorithm, report);
  }

  /** Calls `onAgreed` with groups of equal content as they become known; larger files come first. */
  async run(sizeGroups: readonly Candidates[], onAgreed: OnAgreed): Promise<void> {
    const portions = portionsOf(sizeGroups)[Symbol.iterator]();
    const work = async () => {
      for (let next = portions.next(); next.done !== true; next = portions.next()) {
        await this.#compare(next.value, onAgreed);
      }
    };
    // Two at a time: while one waits for its last answers, the other keeps the workers busy.
    await Promise.all([work(), work()]);
  }

  async #compare(groups: readonly Candidates[], onAgreed: OnAgreed): Promise<void> {
    const [large, small] = this.#bySize(groups, wholeAtOnce);
    if (small.length > 0) await onAgreed(await this.#split(small, whole));
    if (large.length === 0) return;
    const [far, near] = this.#bySize(await this.#split(large, head), probeFrom);
    if (near.length > 0) await onAgreed(await this.#split(near, whole));
    if (far.length === 0) return;
    const alike = await this.#split(far, probe);
    const [huge, plain] = isResumable(this.#algorithm) ? this.#bySize(alike, firstRange) : [[], alike];
    if (plain.length > 0) await onAgreed(await this.#split(plain, whole));
    for (const files of huge) {
      if (files.every((file) => this.#table.whole.has(file))) await onAgreed(await this.#split([files], whole));
      else await this.#inLockstep(files, onAgreed);
    }
  }

  async #inLockstep(files: Candidates, onAgreed: OnAgreed): Promise<void> {
    const size = this.#size(files);
    const states = new Map<number, Uint8Array>();
    let groups: readonly Candidates[] = [files];
    for (let from = 0, to = firstRange; from < size && groups.length > 0; from = to, to += laterRange) {
      groups = await this.#split(groups, { kind: 'range', from, to, states: [] }, states);
    }
    if (groups.length > 0) await onAgreed(groups);
  }

  /** Reads one part of all files of these groups and splits each group by what it says. */
  async #split(groups: readonly Candidates[], part: Part, states?: Map<number, Uint8Array>): Promise<Candidates[]> {
    const members = membersOf(groups);
    return partition({ ...members, ...(await this.#digests.of(members.files, part, states)) });
  }

  /** Those of larger files, and the others. */
  #bySize(groups: readonly Candidates[], limit: number): [Candidates[], Candidates[]] {
    const larger: Candidates[] = [];
    const others: Candidates[] = [];
    for (const group of groups) (this.#size(group) > limit ? larger : others).push(group);
    return [larger, others];
  }

  #size(files: Candidates): number {
    return this.#table.size(files[0] ?? 0);
  }
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

/** All files of the groups, and the group of each. */
function membersOf(groups: readonly Candidates[]): { files: Uint32Array; group: Uint32Array } {
  let count = 0;
  for (const { length } of groups) count += length;
  const files = new Uint32Array(count);
  const group = new Uint32Array(count);
  let place = 0;
  for (const [number, members] of groups.entries()) {
    files.set(members, place);
    group.fill(number, place, place + members.length);
    place += members.length;
  }
  return { files, group };
}
