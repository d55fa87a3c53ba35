/**
 * Byte by byte, as the scan steers it: files that may be equal are compared with the first of them, range by range. Those
 * that leave it at the same place with the same block go on among themselves from there, so no file is read much further
 * than to its difference from all others, and none is read again. Sets go their way side by side, small ones many a task,
 * large ones in several.
 */
import { stateWords } from './calls/file-state.ts';
import { doubleAt, wordAt } from './columns.ts';
import type { Crew } from './crew.ts';
import { isResumable } from './digest.ts';
import type { FileTable } from './file-table.ts';
import { knowledge } from './known-digests.ts';
import { blockDigestBytes, joined, leaversByBlock, type Outcome } from './outcome.ts';
import type { CompareReport } from './part-digests.ts';
import { partition } from './partition.ts';
import type { Candidates } from './size-groups.ts';
import type { Steps } from './steps.ts';
import type { AlikeSet, CompareTask, Fault } from './tasks.ts';
import type { AlgorithmName } from './types.ts';

/** Files that agree in what is before `from`. */
interface Alike {
  readonly files: Candidates;
  readonly from: number;
  /** See AlikeSet. */
  readonly hash: Uint8Array | undefined;
}

export interface LockstepOptions {
  readonly algorithm: AlgorithmName;
  /** Whether the digest of what agrees is wanted. */
  readonly digests: boolean;
  readonly steps: Steps;
}

export interface LockstepListeners {
  /** These files are equal, and were what the walk saw when all was read; if it is wanted, the table has their digest. */
  readonly onAgreed: (groups: readonly Candidates[]) => void;
  /** These turned out to be like no other. */
  readonly onParted: (files: readonly number[]) => void;
}

const bytesPerTask = 16 * 1024 * 1024;
const filesPerTask = 256;
const unhashed = new Uint8Array();

export class Lockstep {
  readonly #table: FileTable;
  readonly #crew: Crew;
  readonly #options: LockstepOptions;
  readonly #report: CompareReport;
  readonly #failed = new Set<number>();

  constructor(table: FileTable, crew: Crew, options: LockstepOptions, report: CompareReport) {
    this.#table = table;
    this.#crew = crew;
    this.#options = options;
    this.#report = report;
  }

  async compare(groups: readonly Candidates[], listeners: LockstepListeners): Promise<void> {
    const sets = groups.map((files) => this.#fresh(files));
    this.#report.onPlanned(this.#left(sets));
    await this.#advance(sets, listeners);
  }

  #fresh(files: Candidates): Alike {
    return { files, from: 0, hash: this.#options.digests ? unhashed : undefined };
  }

  async #advance(sets: readonly Alike[], listeners: LockstepListeners): Promise<void> {
    const tasks = this.#packed(sets).map(async (some) => {
      const outcomes = await this.#outcomesOf(some);
      const next: Alike[] = [];
      const agreed: Candidates[] = [];
      const parted: number[] = [];
      for (const [index, set] of some.entries()) {
        const outcome = outcomes[index];
        if (outcome !== undefined) this.#split(set, outcome, { next, agreed, parted });
      }
      listeners.onParted(parted);
      if (agreed.length > 0) listeners.onAgreed(agreed);
      this.#report.onPlanned(this.#left(next) - this.#left(some, (set) => this.#end(set)));
      await this.#advance(next, listeners);
    });
    await Promise.all(tasks);
  }

  /** What is still to be read of them at most, in bytes: nothing where they part at once. */
  #left(sets: readonly Alike[], from = (set: Alike) => set.from): number {
    let bytes = 0;
    for (const set of sets) bytes += set.files.length * (this.#table.size(wordAt(set.files, 0)) - from(set));
    return bytes;
  }

  /** Sets that share a task; one with many files is alone. */
  *#packs(sets: readonly Alike[]): Generator<Alike[]> {
    let pack: Alike[] = [];
    let [files, bytes] = [0, 0];
    for (const set of sets) {
      const { length } = set.files;
      const cost = length * (this.#end(set) - set.from);
      if (pack.length > 0 && (files + length > filesPerTask || bytes + cost > bytesPerTask)) {
        yield pack;
        pack = [];
        [files, bytes] = [0, 0];
      }
      pack.push(set);
      files += length;
      bytes += cost;
    }
    if (pack.length > 0) yield pack;
  }

  #packed(sets: readonly Alike[]): Alike[][] {
    const { filesAtOnce } = this.#options.steps;
    const large = sets.filter(({ files }) => files.length > filesAtOnce);
    const others = sets.filter(({ files }) => files.length <= filesAtOnce);
    return [...large.map((set) => [set]), ...this.#packs(others)];
  }

  /** Where the range ends. A hash that cannot be broken off goes through in one. */
  #end({ files, from }: Alike): number {
    const { steps, algorithm, digests } = this.#options;
    const size = this.#table.size(wordAt(files, 0));
    if (from === 0 && digests && !isResumable(algorithm)) return size;
    return Math.min(size, from + (from === 0 ? steps.firstRange : steps.laterRange));
  }

  async #outcomesOf(sets: readonly Alike[]): Promise<readonly Outcome[]> {
    const { filesAtOnce } = this.#options.steps;
    const [set] = sets;
    if (sets.length > 1 || set === undefined || set.files.length <= filesAtOnce) return this.#run(sets);
    const [first] = set.files;
    const shares: Promise<Outcome[]>[] = [];
    const range = this.#end(set) - set.from;
    for (let start = 1; start < set.files.length; start += filesAtOnce - 1) {
      const files = Uint32Array.of(first ?? 0, ...set.files.subarray(start, start + filesAtOnce - 1));
      // Each share reads the first file, which was planned once.
      if (start > 1) this.#report.onPlanned(range);
      shares.push(this.#run([{ files, from: set.from, hash: start === 1 ? set.hash : undefined }]));
    }
    return [joined((await Promise.all(shares)).flat())];
  }

  /** One task. */
  async #run(sets: readonly Alike[]): Promise<Outcome[]> {
    const { files, task } = this.#taskOf(sets);
    const planned = task.sets.reduce((sum, set) => sum + set.files * (set.to - set.from), 0);
    const make = (): CompareTask => ({ ...task, ...this.#batch(files) });
    const { left, blocks, hashes, faults, bytes } = await this.#crew.run(make, planned);
    this.#report.onPlanned(bytes - planned);
    this.#report.onRead(files.length, bytes);
    const failed = new Uint8Array(files.length);
    for (const fault of faults) {
      failed[fault.at] = 1;
      this.#fail(wordAt(files, fault.at), fault);
    }
    let start = 0;
    return sets.map((set, index) => {
      const end = start + set.files.length;
      const outcome = {
        left: left.subarray(start, end),
        blocks: blocks.subarray(start * blockDigestBytes, end * blockDigestBytes),
        failed: failed.subarray(start, end),
        hash: hashes[index],
      };
      start = end;
      return outcome;
    });
  }

  /** Told once, however many tasks met it. */
  #fail(file: number, fault: Fault<number>): void {
    if (this.#failed.has(file)) return;
    this.#failed.add(file);
    this.#report.onFault(file, fault);
  }

  #taskOf(sets: readonly Alike[]): { files: Uint32Array; task: Omit<CompareTask, 'files' | 'states'> } {
    const { algorithm, steps } = this.#options;
    const described = sets.map(
      (set): AlikeSet => ({
        files: set.files.length,
        size: this.#table.size(wordAt(set.files, 0)),
        from: set.from,
        to: this.#end(set),
        hash: set.hash,
      }),
    );
    const files = Uint32Array.from(sets.flatMap((set) => [...set.files]));
    return { files, task: { kind: 'compare', sets: described, block: steps.block, algorithm } };
  }

  #batch(files: Uint32Array): Pick<CompareTask, 'files' | 'states'> {
    const states = new Uint32Array(files.length * stateWords);
    for (let index = 0; index < files.length; index += 1) {
      states.set(this.#table.state(wordAt(files, index)), index * stateWords);
    }
    return { files: this.#table.batch(files), states };
  }

  #split(
    set: Alike,
    outcome: Outcome,
    { next, agreed, parted }: { next: Alike[]; agreed: Candidates[]; parted: number[] },
  ): void {
    const { files } = set;
    const { left, failed, hash } = outcome;
    if (failed[0] === 1) {
      // What was said of the others was said of bytes that are not there any more.
      const others = files.filter((_, place) => failed[place] !== 1);
      if (others.length > 1)
        next.push(set.from === 0 ? this.#fresh(others) : { ...set, files: others, hash: undefined });
      return;
    }
    const stayed = files.filter((_, place) => failed[place] !== 1 && left[place] === -1);
    const end = this.#end(set);
    if (stayed.length === 1) parted.push(wordAt(stayed, 0));
    else if (end < this.#table.size(wordAt(files, 0))) next.push({ files: stayed, from: end, hash });
    else if (!this.#options.digests) agreed.push(stayed);
    else if (hash === undefined) next.push(this.#fresh(stayed));
    else {
      for (const file of stayed) this.#table.whole.set(file, hash, knowledge.sure);
      agreed.push(stayed);
    }
    const leavers = Uint32Array.from(files.keys()).filter((place) => failed[place] !== 1 && left[place] !== -1);
    const together = partition(leaversByBlock(leavers, outcome));
    for (const places of together) {
      const from = doubleAt(left, wordAt(places, 0));
      const group = places.map((place) => wordAt(files, place));
      next.push(from === 0 ? this.#fresh(group) : { files: group, from, hash: undefined });
    }
    const met = new Set(together.flatMap((places) => [...places]));
    for (const place of leavers) if (!met.has(place)) parted.push(wordAt(files, place));
  }
}
