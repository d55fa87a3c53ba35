import type { BytePath } from '../../base/byte-path.ts';
import type { DuplicateGroup, KeepRule, ScannedFile } from '../../duplicates/types.ts';
import type { ActionOutcome } from '../../removal/types.ts';
import { FolderIndex } from './folder-index.ts';
import { type GroupEntry, groupKey, newEntry } from './group-entry.ts';
import { groupFilter } from './group-filter.ts';
import { type DuplicateRow, GroupRows } from './group-rows.ts';
import { KeepOrder } from './keep-order.ts';
import { type Marking, markWhere, unmarkWhere } from './marking.ts';
import { Marks, type Refusal } from './marks.ts';
import { OrderedEntries } from './ordered-entries.ts';
import { Redundancy } from './redundancy.ts';
import type { GroupOrder } from './sorting.ts';

/**
 * The duplicates found so far, as the screen lists them. A hundred thousand groups live here, outside React: the table
 * changes in place, and whoever shows it compares `revision` and asks for the rows in sight.
 */
export class DuplicateTable {
  readonly marks = new Marks();
  readonly #entries = new Map<string, GroupEntry>();
  /** Files that were removed, by path, to come back with an undo. */
  readonly #removed = new Map<BytePath, { readonly key: string; readonly group: DuplicateGroup; file: ScannedFile }>();
  readonly #listed = new OrderedEntries((entry) => this.#entries.get(entry.key) === entry);
  #rows: GroupRows | undefined;
  readonly #keep = new KeepOrder();
  #filter = '';
  readonly #redundant = new Redundancy();
  #folders: FolderIndex | undefined;
  #folderRoots: readonly BytePath[] | undefined;
  #outOfOrder = false;
  #scan = 0;
  revision = 0;

  get groups(): number {
    return this.#entries.size;
  }

  get redundantFiles(): number {
    return this.#redundant.files;
  }

  get redundantBytes(): number {
    return this.#redundant.bytes;
  }

  get keepRules(): readonly KeepRule[] {
    return this.#keep.rules;
  }

  get order(): GroupOrder {
    return this.#listed.order;
  }

  get filter(): string {
    return this.#filter;
  }

  rows(): GroupRows {
    this.#rows ??= this.#makeRows();
    return this.#rows;
  }

  at(row: number): DuplicateRow | undefined {
    const found = this.rows().at(row);
    return found !== undefined && this.#keep.apply(found.entry) ? this.rows().at(row) : found;
  }

  /** Files in keep order; the first that is not marked is kept. */
  survivorOf(entry: GroupEntry): ScannedFile | undefined {
    this.#keep.apply(entry);
    return entry.files.find((file) => !this.marks.has(file));
  }

  add(groups: readonly DuplicateGroup[]): void {
    for (const group of groups) this.#put(group);
    this.#changed();
  }

  /** A scan begins. What an earlier one found stays in sight, and can be worked with, until this one is through. */
  beginScan(): void {
    this.#scan += 1;
  }

  /** A scan is through: groups that it did not see are gone, and marks of files that are no duplicates any more are void. */
  endScan(): void {
    for (const entry of this.#entries.values()) {
      if (entry.scan === this.#scan) continue;
      this.marks.release(entry);
      this.#delete(entry);
      this.#leave(entry.group);
    }
    this.#removed.clear();
    this.marks.forgetReleased();
    if (this.#outOfOrder) this.setOrder(this.order);
    this.#changed();
  }

  toggleMark(entry: GroupEntry, file: ScannedFile): Refusal {
    this.#changed();
    if (!this.marks.has(file)) return this.marks.mark(entry, file);
    this.marks.unmark(entry, file);
    return undefined;
  }

  mark(entry: GroupEntry, file: ScannedFile): Refusal {
    this.#changed();
    return this.marks.mark(entry, file);
  }

  /** Also where its group was found anew since, or has left. */
  unmark(file: ScannedFile): void {
    this.marks.drop(file);
    this.#changed();
  }

  toggleGroup(entry: GroupEntry): void {
    this.#keep.apply(entry);
    this.marks.toggleVictims(entry);
    this.#changed();
  }

  /** Every file that fits, in the groups in sight, as far as one file of each group stays. */
  markWhere(fits: (file: ScannedFile, entry: GroupEntry) => boolean): Marking {
    const { entries } = this.rows();
    for (const entry of entries) this.#keep.apply(entry);
    this.#changed();
    return markWhere(entries, this.marks, fits);
  }

  unmarkWhere(fits: (file: ScannedFile) => boolean): number {
    this.#changed();
    return unmarkWhere(this.marks, fits);
  }

  /** Made when it is first asked for, and kept up from then on. @param roots of the scan */
  folders(roots: readonly BytePath[]): FolderIndex {
    if (this.#folders !== undefined && this.#folderRoots === roots) return this.#folders;
    this.#folderRoots = roots;
    this.#folders = new FolderIndex(roots);
    for (const { group } of this.#entries.values()) this.#folders.join(group);
    return this.#folders;
  }

  unmarkAll(): void {
    this.marks.clear();
    this.#changed();
  }

  fold(entry: GroupEntry, folded: boolean): void {
    if (entry.folded === folded) return;
    entry.folded = folded;
    this.#rows = undefined;
    this.#changed();
  }

  foldAll(folded: boolean): void {
    for (const entry of this.#entries.values()) entry.folded = folded;
    this.#rows = undefined;
    this.#changed();
  }

  setOrder(order: GroupOrder): void {
    this.#outOfOrder = false;
    this.#listed.sortAnew([...this.#entries.values()], order);
    this.#rows = undefined;
    this.#changed();
  }

  setKeepRules(rules: readonly KeepRule[]): void {
    this.#keep.rules = rules;
    this.#changed();
  }

  setFilter(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#rows = undefined;
    this.#changed();
  }

  /** What became of a removal or of an undo. Returns whether the list changed. */
  apply(outcomes: readonly ActionOutcome[]): boolean {
    let changed = false;
    const victims = new Map([...this.marks.all()].map((marked) => [marked.file.path, marked] as const));
    for (const outcome of outcomes) {
      if (outcome.result !== 'done') continue;
      if (outcome.kind === 'restore') {
        changed = this.#restore(outcome.path) || changed;
        continue;
      }
      const victim = victims.get(outcome.path);
      if (victim === undefined) continue;
      this.#take(victim.entry, victim.file);
      changed = true;
    }
    if (changed) this.#changed();
    return changed;
  }

  #take(entry: GroupEntry, file: ScannedFile): void {
    this.#removed.set(file.path, { key: entry.key, group: entry.group, file });
    this.marks.unmark(entry, file);
    this.#replace(entry, { ...entry.group, files: entry.group.files.filter((other) => other !== file) });
  }

  #restore(path: BytePath): boolean {
    const removed = this.#removed.get(path);
    if (removed === undefined) return false;
    this.#removed.delete(path);
    const entry = this.#entries.get(removed.key);
    const files = [...(entry?.group.files ?? removed.group.files), removed.file];
    const present = new Set(files.filter((file) => !this.#removed.has(file.path)));
    const stays = (file: ScannedFile): boolean => present.has(file) || file === removed.file;
    this.#put({ ...removed.group, files: removed.group.files.filter(stays) });
    return true;
  }

  #put(group: DuplicateGroup): void {
    const known = this.#entries.get(groupKey(group));
    if (known !== undefined) {
      known.scan = this.#scan;
      this.marks.release(known);
      this.#replace(known, group);
      this.marks.adopt(known);
      return;
    }
    const entry = newEntry(group, this.#scan);
    this.#entries.set(entry.key, entry);
    this.#listed.arrive(entry);
    this.#join(group);
    this.marks.adopt(entry);
    this.#rows = undefined;
  }

  /** A group that lost or won files; one that is left with a single file is none any more. */
  #replace(entry: GroupEntry, group: DuplicateGroup): void {
    this.#leave(entry.group);
    // Under the cursor nothing moves; at the end of the scan it does.
    if (group.files.length !== entry.group.files.length) {
      this.#outOfOrder = true;
      this.#rows = undefined;
    }
    entry.group = group;
    entry.files = group.files;
    entry.rules = 0;
    if (group.files.length > 1) this.#join(group);
    else {
      this.marks.release(entry);
      this.#delete(entry);
    }
  }

  #delete(entry: GroupEntry): void {
    this.#entries.delete(entry.key);
    this.#listed.someLeft();
    this.#rows = undefined;
  }

  #join(group: DuplicateGroup): void {
    this.#redundant.join(group);
    this.#folders?.join(group);
  }

  #leave(group: DuplicateGroup): void {
    this.#redundant.leave(group);
    this.#folders?.leave(group);
  }

  #makeRows(): GroupRows {
    const all = this.#listed.inOrder();
    return new GroupRows(this.#filter === '' ? all : all.filter(groupFilter(this.#filter)));
  }

  #changed(): void {
    this.revision += 1;
  }
}
