/**
 * From files of equal size to files of equal content, by steps of rising cost. A file leaves at the first step in which it
 * agrees with no other:
 *
 * 1. up to 16 KB: read whole, in one visit;
 * 2. larger: its first 4 KB;
 * 3. past 256 KB: a block in the middle and one at the end;
 * 4. the rest, byte by byte in lockstep (lockstep.ts); what the catalogue knows by its digest is told apart by that.
 *
 * Where there are but two or three of a size past 256 KB the last step is the first.
 *
 * Every step of every group is spread over all workers.
 */

import type { Crew } from './crew.ts';
import type { FileTable } from './file-table.ts';
import { Lockstep, type LockstepOptions } from './lockstep.ts';
import { type CompareReport, PartDigests } from './part-digests.ts';
import { partition } from './partition.ts';
import type { Candidates } from './size-groups.ts';
import type { Part } from './tasks.ts';

/** A group's files in one portion stay together; portions bound what is in memory and let early groups be seen early. */
const filesPerPortion = 16_384;

/** So many of one size are compared at once. */
const fewFiles = 3;

const whole: Part = { kind: 'whole' };

interface ComparisonListeners {
  /** Of equal content by what was read of each; whether a file is still the one that was read has to be looked at. */
  readonly onAgreed: (groups: readonly Candidates[]) => Promise<void>;
  /** The same of files that were looked at, through their descriptors, after the last byte was read. */
  readonly onSure: (groups: readonly Candidates[]) => void;
}

export interface ComparisonOptions extends LockstepOptions {
  /** The digest of whatever was compared is wanted, also where it is like no other: the next scan need not compare again. */
  readonly remember: boolean;
}

export class Comparison {
  readonly #table: FileTable;
  readonly #options: ComparisonOptions;
  readonly #digests: PartDigests;
  readonly #lockstep: Lockstep;

  constructor(table: FileTable, crew: Crew, options: ComparisonOptions, report: CompareReport) {
    this.#table = table;
    this.#options = options;
    this.#digests = new PartDigests(table, crew, options.algorithm, report);
    this.#lockstep = new Lockstep(table, crew, options, report);
  }

  /** Tells groups of equal content as they become known; larger files come first. */
  async run(sizeGroups: readonly Candidates[], listeners: ComparisonListeners): Promise<void> {
    const portions = portionsOf(sizeGroups)[Symbol.iterator]();
    const work = async () => {
      for (let next = portions.next(); next.done !== true; next = portions.next()) {
        await this.#compare(next.value, listeners);
      }
    };
    // Two at a time: while one waits for its last answers, the other keeps the workers busy.
    await Promise.all([work(), work()]);
  }

  async #compare(groups: readonly Candidates[], listeners: ComparisonListeners): Promise<void> {
    const [large, small] = this.#bySize(groups, this.#options.steps.wholeAtOnce);
    if (small.length > 0) await listeners.onAgreed(await this.#split(small, whole));
    const [few, many] = this.#byNumber(large);
    await Promise.all([this.#inLockstep(few, listeners), this.#step(many, listeners)]);
  }

  async #step(groups: readonly Candidates[], listeners: ComparisonListeners): Promise<void> {
    const [known, unknown] = this.#byKnowledge(await this.#bySamples(groups));
    if (known.length > 0) await listeners.onAgreed(await this.#split(known, whole));
    await this.#inLockstep(unknown, listeners, true);
  }

  /** What agrees in its head, and in a block of the middle and one of the end where it is large. */
  async #bySamples(groups: readonly Candidates[]): Promise<readonly Candidates[]> {
    if (groups.length === 0) return groups;
    const { headBytes, probeBytes, probeFrom } = this.#options.steps;
    const [far, near] = this.#bySize(await this.#split(groups, { kind: 'head', bytes: headBytes }), probeFrom);
    return far.length === 0 ? near : [...(await this.#split(far, { kind: 'probe', bytes: probeBytes })), ...near];
  }

  async #inLockstep(
    groups: readonly Candidates[],
    { onSure }: ComparisonListeners,
    areSampled: boolean = false,
  ): Promise<void> {
    if (groups.length === 0) return;
    const { remember, steps } = this.#options;
    const parted = new Set<number>();
    await this.#lockstep.compare(groups, {
      onAgreed: onSure,
      onParted(files) {
        if (remember) for (const file of files) parted.add(file);
      },
    });
    if (parted.size === 0) return;
    // The next scan should tell them apart without reading: by their samples where these differ, else by their digests.
    const mixed = areSampled ? groups : groups.filter((files) => files.some((file) => parted.has(file)));
    const alike = areSampled ? mixed : await this.#bySamples(mixed);
    const isWorthIt = (file: number) => parted.has(file) && this.#table.size(file) <= steps.firstRange;
    const files = Uint32Array.from(alike.flatMap((group) => [...group.filter(isWorthIt)]));
    if (files.length > 0) await this.#digests.of(files, whole);
  }

  /**
   * Two or three files of one size are most often equal where there are many sizes that they could have: looking at samples
   * first would be three visits to each instead of one. Not those of which an earlier scan knows what may tell without reading.
   */
  #byNumber(groups: readonly Candidates[]): [Candidates[], Candidates[]] {
    const { whole, head } = this.#table;
    const { probeFrom } = this.#options.steps;
    const few: Candidates[] = [];
    const many: Candidates[] = [];
    for (const group of groups) {
      const isFew =
        group.length <= fewFiles &&
        this.#size(group) > probeFrom &&
        !group.some((file) => whole.has(file) || head.has(file));
      (isFew ? few : many).push(group);
    }
    return [few, many];
  }

  /** Those of which digests tell sooner than bytes, as an earlier scan left some; and the others. */
  #byKnowledge(groups: readonly Candidates[]): [Candidates[], Candidates[]] {
    const known: Candidates[] = [];
    const unknown: Candidates[] = [];
    const has = (file: number) => this.#table.whole.has(file);
    for (const group of groups) {
      const tells = this.#size(group) <= this.#options.steps.firstRange ? group.some(has) : group.every(has);
      (tells ? known : unknown).push(group);
    }
    return [known, unknown];
  }

  /** Reads one part of all files of these groups and splits each group by what it says. */
  async #split(groups: readonly Candidates[], part: Part): Promise<Candidates[]> {
    const members = membersOf(groups);
    return partition({ ...members, ...(await this.#digests.of(members.files, part)) });
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
