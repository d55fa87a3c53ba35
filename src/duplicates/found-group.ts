import type { BytePath } from '../base/byte-path.ts';
import { wordAt } from './columns.ts';
import type { FileTable } from './file-table.ts';
import type { DuplicateGroup, PathVisitor, ScannedFile } from './types.ts';

/** What a group needs to say what its files are. */
export interface GroupSource {
  readonly table: FileTable;
  /** The further names of an inode by the file that stands for it. */
  readonly links: ReadonlyMap<number, readonly number[]>;
  /** Of a root; undefined where none is. */
  readonly isReference: ((root: number) => boolean) | undefined;
}

/**
 * A group as a few numbers: its files are made, anew each time, when they are asked for. A million files with their paths
 * and times would not fit where their numbers do.
 */
export class FoundGroup implements DuplicateGroup {
  readonly size: number;
  readonly #source: GroupSource;
  /** Of many groups. */
  readonly #members: Uint32Array;
  readonly #from: number;
  readonly #to: number;

  /** @param members numbers of files; those between the two places, at least two, each inode once, are this group */
  constructor(source: GroupSource, members: Uint32Array, from = 0, to = members.length) {
    this.#source = source;
    this.#members = members;
    this.#from = from;
    this.#to = to;
    this.size = source.table.size(this.#some);
  }

  get count(): number {
    return this.#to - this.#from;
  }

  get #some(): number {
    return wordAt(this.#members, this.#from);
  }

  get hash(): string {
    return Buffer.from(this.#source.table.whole.get(this.#some) ?? []).toString('hex');
  }

  get hashStart(): number {
    const { whole, head } = this.#source.table;
    const file = this.#some;
    return whole.has(file) ? whole.start(file) : head.start(file);
  }

  get paths(): readonly BytePath[] {
    return this.#inKeepOrder().map((file) => this.#source.table.path(file));
  }

  get files(): readonly ScannedFile[] {
    return this.#inKeepOrder().map((file) => this.#describe(file));
  }

  /** The group as an object that stands for itself. */
  toPlain(): DuplicateGroup {
    return { size: this.size, hash: this.hash, files: this.files };
  }

  eachPath(visit: PathVisitor): void {
    // Most groups are pairs.
    if (this.count === 2) {
      const [a, b] = [wordAt(this.#members, this.#from), wordAt(this.#members, this.#from + 1)];
      const isFirst = this.#compare(a, b) <= 0;
      this.#source.table.visitPath(isFirst ? a : b, visit);
      this.#source.table.visitPath(isFirst ? b : a, visit);
      return;
    }
    const files = this.#inKeepOrder();
    for (let place = 0; place < files.length; place += 1) this.#source.table.visitPath(files[place] ?? 0, visit);
  }

  /** As `orderByKeepRules` (select.ts) has it for the default rules, without describing the files first. */
  #inKeepOrder(): readonly number[] {
    const files: number[] = [];
    for (let place = this.#from; place < this.#to; place += 1) files.push(wordAt(this.#members, place));
    if (files.length > fewFiles) return files.sort((a, b) => this.#compare(a, b));
    // A call of `sort` takes longer than the few comparisons of most groups.
    for (let end = 1; end < files.length; end += 1) {
      const file = files[end] ?? 0;
      let place = end;
      for (; place > 0 && this.#compare(files[place - 1] ?? 0, file) > 0; place -= 1)
        files[place] = files[place - 1] ?? 0;
      files[place] = file;
    }
    return files;
  }

  #compare(a: number, b: number): number {
    const { table, isReference } = this.#source;
    const references = isReference === undefined ? 0 : Number(this.#isReference(b)) - Number(this.#isReference(a));
    const order = references || table.compareMtimes(a, b) || table.pathLength(a) - table.pathLength(b);
    return order || (table.path(a) < table.path(b) ? -1 : 1);
  }

  /** One name among the references protects the inode under all its names. */
  #isReference(file: number): boolean {
    const { table, links, isReference } = this.#source;
    if (isReference === undefined) return false;
    if (isReference(table.root(file))) return true;
    return links.size > 0 && (links.get(file) ?? noLinks).some((link) => isReference(table.root(link)));
  }

  #describe(file: number): ScannedFile {
    const { table } = this.#source;
    const root = table.root(file);
    return {
      path: table.path(file),
      dev: table.dev(file),
      ino: table.ino(file),
      size: this.size,
      mtimeNs: table.mtimeNs(file),
      ctimeNs: table.ctimeNs(file),
      reference: this.#isReference(file),
      links: this.#furtherNames(file),
      root,
    };
  }

  /** A file given as a root beside its folder was met twice under one name, however the two spell it: that is no further one. */
  #furtherNames(file: number): readonly BytePath[] {
    const { table, links } = this.#source;
    const further = links.get(file);
    if (further === undefined) return [];
    const names = new Set([table.nameKey(file)]);
    return further.filter((link) => names.size < names.add(table.nameKey(link)).size).map((link) => table.path(link));
  }
}

/** So many are put in order by insertion. */
const fewFiles = 8;

const noLinks: readonly number[] = [];
