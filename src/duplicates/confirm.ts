/** From equal content to duplicate groups: a last look at every file, each inode once, the survivor first. */
import type { BytePath } from '../base/byte-path.ts';
import type { Crew } from './crew.ts';
import type { FileTable } from './file-table.ts';
import type { Agreed } from './partition.ts';
import { orderByKeepRules } from './select.ts';
import type { SizeGroups } from './size-groups.ts';
import type { ConfirmTask, Fault } from './tasks.ts';
import { type DuplicateGroup, defaultKeepRules, type ScannedFile } from './types.ts';

const filesPerTask = 512;

export class Confirmation {
  readonly #table: FileTable;
  readonly #crew: Crew;
  readonly #links: SizeGroups['links'];
  readonly #isReference: (root: number) => boolean;
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
    this.#isReference = isReference;
    this.#onFault = onFault;
  }

  async confirm(agreed: readonly Agreed[]): Promise<DuplicateGroup[]> {
    // A digest that came with the state of the file needs no second look: nothing lay between the two.
    const files = Uint32Array.from(
      agreed.flatMap(({ files }) => Array.from(files).filter((file) => !this.#table.whole.isSure(file))),
    ).sort();
    const changed = new Set<number>();
    const tasks: Promise<void>[] = [];
    for (let start = 0; start < files.length; start += filesPerTask) {
      tasks.push(this.#look(files.subarray(start, start + filesPerTask), changed));
    }
    await Promise.all(tasks);
    const groups: DuplicateGroup[] = [];
    for (const { files: members, digest } of agreed) {
      const intact = changed.size === 0 ? members : members.filter((file) => !changed.has(file));
      const found = this.#eachInodeOnce(intact);
      if (found.length < 2) continue;
      const size = this.#table.size(members[0] ?? 0);
      groups.push({
        size,
        hash: Buffer.from(digest).toString('hex'),
        files: orderByKeepRules(found, defaultKeepRules),
      });
    }
    return groups;
  }

  async #look(files: Uint32Array, changed: Set<number>): Promise<void> {
    const table = this.#table;
    const makeTask = (): ConfirmTask => ({
      kind: 'confirm',
      paths: table.batch(files),
      dev: columnOf(BigUint64Array, files, (file) => table.dev(file)),
      size: Float64Array.from(files, (file) => table.size(file)),
      ino: columnOf(BigUint64Array, files, (file) => table.ino(file)),
      mtimeNs: columnOf(BigInt64Array, files, (file) => table.mtimeNs(file)),
      ctimeNs: columnOf(BigInt64Array, files, (file) => table.ctimeNs(file)),
    });
    const { faults } = await this.#crew.run(makeTask);
    for (const fault of faults) {
      const file = files[fault.at] ?? 0;
      changed.add(file);
      this.#table.whole.forget(file);
      this.#onFault(file, fault);
    }
  }

  #eachInodeOnce(files: Uint32Array): ScannedFile[] {
    const found: ScannedFile[] = [];
    for (const file of files) found.push(this.#scanned(file));
    const numbers = new Set(found.map(({ ino }) => ino));
    return numbers.size === found.length ? found : mergeInodes(found);
  }

  #linksOf(file: number): readonly BytePath[] {
    if (!this.#table.linked(file)) return [];
    return (this.#links.get(file) ?? []).map((link) => this.#table.path(link));
  }

  #scanned(file: number): ScannedFile {
    const table = this.#table;
    const root = table.root(file);
    return {
      path: table.path(file),
      dev: table.dev(file),
      ino: table.ino(file),
      size: table.size(file),
      mtimeNs: table.mtimeNs(file),
      ctimeNs: table.ctimeNs(file),
      reference: this.#isReference(root),
      links: this.#linksOf(file),
      root,
    };
  }
}

/** Mounts of single files show one inode under several paths with a link count of one. */
function mergeInodes(files: readonly ScannedFile[]): ScannedFile[] {
  const inodes = new Map<string, ScannedFile>();
  for (const file of files) {
    const identity = `${file.dev}:${file.ino}`;
    const first = inodes.get(identity);
    const merged = first === undefined ? file : { ...first, links: [...first.links, file.path, ...file.links] };
    inodes.set(identity, merged);
  }
  return [...inodes.values()];
}

function columnOf<Column extends BigUint64Array | BigInt64Array>(
  Kind: new (length: number) => Column,
  files: Uint32Array,
  value: (file: number) => bigint,
): Column {
  const column = new Kind(files.length);
  for (let index = 0; index < files.length; index += 1) column[index] = value(files[index] ?? 0);
  return column;
}
