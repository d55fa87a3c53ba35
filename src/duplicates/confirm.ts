/** From equal content to duplicate groups: a last look at every file, each inode once, the survivor first. */
import { stateWords } from './calls/file-state.ts';
import { wordAt } from './columns.ts';
import type { Crew } from './crew.ts';
import type { DigestGroups } from './digest-groups.ts';
import type { FileTable } from './file-table.ts';
import { FoundGroup, type GroupSource } from './found-group.ts';
import type { Candidates, FurtherNames } from './size-groups.ts';
import type { ConfirmTask, Fault } from './tasks.ts';

const filesPerTask = 512;
/** So many are compared each with each. */
const fewFiles = 8;
/** Bounds what is told in one event. */
const groupsAtOnce = 4096;

export class Confirmation {
  readonly #table: FileTable;
  readonly #crew: Crew;
  readonly #links: FurtherNames;
  readonly #source: GroupSource;
  readonly #onFault: (file: number, fault: Fault<number>) => void;

  constructor(
    table: FileTable,
    crew: Crew,
    links: FurtherNames,
    isReference: GroupSource['isReference'],
    onFault: (file: number, fault: Fault<number>) => void,
  ) {
    this.#table = table;
    this.#crew = crew;
    this.#links = links;
    this.#source = { table, links, isReference };
    this.#onFault = onFault;
  }

  async confirm(agreed: readonly Candidates[]): Promise<FoundGroup[]> {
    const changed = new Set<number>();
    const files = this.#unsure(agreed);
    const tasks: Promise<void>[] = [];
    for (let start = 0; start < files.length; start += filesPerTask) {
      tasks.push(this.#look(files.subarray(start, start + filesPerTask), changed));
    }
    await Promise.all(tasks);
    return this.asTheyAre(
      changed.size === 0 ? agreed : agreed.map((group) => group.filter((file) => !changed.has(file))),
    );
  }

  /** Groups whose files have had their last look. */
  asTheyAre(agreed: readonly Candidates[]): FoundGroup[] {
    const groups: FoundGroup[] = [];
    for (const members of agreed) {
      const group = this.#found(members, 0, members.length);
      if (group !== undefined) groups.push(group);
    }
    return groups;
  }

  /** Groups that need no last look: each of their digests came with the state of its file. */
  *sure({ members, ends }: Omit<DigestGroups, 'open'>): Generator<FoundGroup[]> {
    let groups: FoundGroup[] = [];
    let from = 0;
    for (let number = 0; number < ends.length; number += 1) {
      const to = wordAt(ends, number);
      const group = this.#found(members, from, to);
      if (group !== undefined) groups.push(group);
      from = to;
      if (groups.length < groupsAtOnce && number < ends.length - 1) continue;
      yield groups;
      groups = [];
    }
  }

  /** A group of the files that stand in `members` between two places; undefined where they are one inode. */
  #found(members: Uint32Array, from: number, to: number): FoundGroup | undefined {
    if (!this.#mayShareInode(members, from, to)) {
      return to - from > 1 ? new FoundGroup(this.#source, members, from, to) : undefined;
    }
    const inodes = this.#eachInodeOnce(members.subarray(from, to));
    return inodes.length > 1 ? new FoundGroup(this.#source, inodes) : undefined;
  }

  /** A digest that came with the state of the file needs no second look: nothing lay between the two. */
  #unsure(groups: readonly Candidates[]): Uint32Array {
    const files: number[] = [];
    for (const group of groups) {
      for (let index = 0; index < group.length; index += 1) {
        const file = wordAt(group, index);
        if (!this.#table.whole.isSure(file)) files.push(file);
      }
    }
    return Uint32Array.from(files).sort();
  }

  async #look(files: Uint32Array, changed: Set<number>): Promise<void> {
    const table = this.#table;
    const makeTask = (): ConfirmTask => {
      const dev: bigint[] = [];
      const batch = table.batch(files, (file) => dev.push(table.dev(file)));
      const states = new Uint32Array(files.length * stateWords);
      for (let index = 0; index < files.length; index += 1)
        states.set(table.state(wordAt(files, index)), index * stateWords);
      return { kind: 'confirm', files: batch, dev, states };
    };
    const { faults } = await this.#crew.run(makeTask);
    for (const fault of faults) {
      const file = files[fault.at] ?? 0;
      changed.add(file);
      this.#table.whole.forget(file);
      this.#onFault(file, fault);
    }
  }

  /** Nearly never; told by half of the number, in which different inodes of a group may agree, too. */
  #mayShareInode(files: Uint32Array, from: number, to: number): boolean {
    const table = this.#table;
    if (to - from > fewFiles) {
      return new Set(files.subarray(from, to).map((file) => table.inoHalf(file))).size < to - from;
    }
    for (let index = from + 1; index < to; index += 1) {
      const half = table.inoHalf(wordAt(files, index));
      for (let other = from; other < index; other += 1) if (table.inoHalf(wordAt(files, other)) === half) return true;
    }
    return false;
  }

  /** Mounts of single files show one inode under several paths with a link count of one: they become further names. */
  #eachInodeOnce(files: Uint32Array): Uint32Array {
    const table = this.#table;
    const firsts: number[] = [];
    const numbers = new Map<bigint, number[]>();
    for (const file of files) {
      const sameNumber = numbers.get(table.ino(file)) ?? [];
      const first = sameNumber.find((other) => table.dev(other) === table.dev(file));
      if (first === undefined) {
        firsts.push(file);
        numbers.set(table.ino(file), [...sameNumber, file]);
      } else {
        this.#links.set(first, [...(this.#links.get(first) ?? []), file, ...(this.#links.get(file) ?? [])]);
      }
    }
    return Uint32Array.from(firsts);
  }
}
