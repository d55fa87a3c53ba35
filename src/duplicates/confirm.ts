/** From equal content to duplicate groups: a last look at every file, each inode once, the survivor first. */
import { stateWords } from './calls/file-state.ts';
import { at } from './columns.ts';
import type { Crew } from './crew.ts';
import type { FileTable } from './file-table.ts';
import { FoundGroup, type GroupSource } from './found-group.ts';
import type { Candidates, SizeGroups } from './size-groups.ts';
import type { ConfirmTask, Fault } from './tasks.ts';

const filesPerTask = 512;
/** So many are compared each with each. */
const fewFiles = 8;

export class Confirmation {
  readonly #table: FileTable;
  readonly #crew: Crew;
  readonly #links: Map<number, number[]>;
  readonly #source: GroupSource;
  readonly #onFault: (file: number, fault: Fault<number>) => void;

  constructor(
    table: FileTable,
    crew: Crew,
    links: SizeGroups['links'],
    isReference: (root: number) => boolean,
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
    const groups: FoundGroup[] = [];
    for (const members of agreed) {
      const intact = changed.size === 0 ? members : members.filter((file) => !changed.has(file));
      const inodes = this.#mayShareInode(intact) ? this.#eachInodeOnce(intact) : intact;
      if (inodes.length > 1) groups.push(new FoundGroup(this.#source, inodes));
    }
    return groups;
  }

  /** A digest that came with the state of the file needs no second look: nothing lay between the two. */
  #unsure(groups: readonly Candidates[]): Uint32Array {
    const files: number[] = [];
    for (const group of groups) {
      for (let index = 0; index < group.length; index += 1) {
        const file = at(group, index);
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
        states.set(table.state(at(files, index)), index * stateWords);
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
  #mayShareInode(files: Uint32Array): boolean {
    const table = this.#table;
    if (files.length > fewFiles)
      return new Set(Uint32Array.from(files, (file) => table.inoHalf(file))).size < files.length;
    for (let index = 1; index < files.length; index += 1) {
      const half = table.inoHalf(at(files, index));
      for (let other = 0; other < index; other += 1) if (table.inoHalf(at(files, other)) === half) return true;
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
