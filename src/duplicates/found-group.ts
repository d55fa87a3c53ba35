import type { BytePath } from '../base/byte-path.ts';
import type { FileTable } from './file-table.ts';
import type { DuplicateGroup, ScannedFile } from './types.ts';

/** What a group needs to say what its files are. */
export interface GroupSource {
  readonly table: FileTable;
  /** The further names of an inode by the file that stands for it. */
  readonly links: ReadonlyMap<number, readonly number[]>;
  isReference(root: number): boolean;
}

/**
 * A group as a few numbers: its files are made, anew each time, when they are asked for. A million files with their paths
 * and times would not fit where their numbers do.
 */
export class FoundGroup implements DuplicateGroup {
  readonly size: number;
  readonly #source: GroupSource;
  readonly #members: Uint32Array;

  /** @param members numbers of files, at least two, each inode once */
  constructor(source: GroupSource, members: Uint32Array) {
    this.#source = source;
    this.#members = members;
    this.size = source.table.size(members[0] ?? 0);
  }

  get count(): number {
    return this.#members.length;
  }

  get hash(): string {
    return Buffer.from(this.#source.table.whole.get(this.#members[0] ?? 0) ?? []).toString('hex');
  }

  get hashStart(): number {
    const { whole, head } = this.#source.table;
    const file = this.#members[0] ?? 0;
    return whole.has(file) ? whole.start(file) : head.start(file);
  }

  get paths(): readonly BytePath[] {
    return Array.from(this.#inKeepOrder(), (file) => this.#source.table.path(file));
  }

  get files(): readonly ScannedFile[] {
    return Array.from(this.#inKeepOrder(), (file) => this.#describe(file));
  }

  /** The group as an object that stands for itself. */
  toPlain(): DuplicateGroup {
    return { size: this.size, hash: this.hash, files: this.files };
  }

  /** As `orderByKeepRules` (select.ts) has it for the default rules, without describing the files first. */
  #inKeepOrder(): Uint32Array {
    const { table, isReference } = this.#source;
    return this.#members.toSorted((a, b) => {
      const references = Number(isReference(table.root(b))) - Number(isReference(table.root(a)));
      const order = references || table.compareMtimes(a, b) || table.pathLength(a) - table.pathLength(b);
      return order || (table.path(a) < table.path(b) ? -1 : 1);
    });
  }

  #describe(file: number): ScannedFile {
    const { table, links, isReference } = this.#source;
    const root = table.root(file);
    return {
      path: table.path(file),
      dev: table.dev(file),
      ino: table.ino(file),
      size: this.size,
      mtimeNs: table.mtimeNs(file),
      ctimeNs: table.ctimeNs(file),
      reference: isReference(root),
      links: (links.get(file) ?? noLinks).map((link): BytePath => table.path(link)),
      root,
    };
  }
}

const noLinks: readonly number[] = [];
