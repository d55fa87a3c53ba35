/**
 * Decides what goes and what stays. Pure. This is the one place that makes a plan, and no plan leaves a group without a
 * file: every action names a survivor that no action of the same plan takes away.
 */
import type { BytePath } from '../base/byte-path.ts';
import { toText } from '../base/byte-path.ts';
import type { AlgorithmName, DuplicateGroup, ScannedFile } from '../duplicates/types.ts';
import type { Marked } from '../session/types.ts';
import { InodeMap } from './inode-map.ts';
import { inodeKey, sameInode } from './stamp.ts';
import type { ActionKind, Plan, PlannedAction } from './types.ts';

export interface PlanRules {
  readonly run: string;
  readonly kind: ActionKind;
  /** Orders the files of a group, the survivor first. */
  readonly order: (files: readonly ScannedFile[]) => readonly ScannedFile[];
  /** Whether a name may be taken away at all; a file goes only if all its names may. Undefined: every name. */
  readonly mayGo?: (path: BytePath) => boolean;
  /** What the groups were hashed with (xxh3-128). */
  readonly algorithm?: AlgorithmName;
}

/** One file of each group stays, and every reference file, and every file with a name that may not go. */
export function planGroups(groups: readonly DuplicateGroup[], rules: PlanRules): Plan {
  const draft = new Draft(rules.run, rules.kind, rules.algorithm);
  for (const group of groups) {
    const ordered = rules.order(group.files);
    const mayGo = (file: ScannedFile) => !file.reference && namesOf(file).every((name) => rules.mayGo?.(name) ?? true);
    const staying = ordered.filter((file) => !mayGo(file));
    const rest = ordered.filter(mayGo);
    // The best of those that may go stays where nothing else does.
    const survivors = staying.length > 0 ? staying : rest.slice(0, 1);
    draft.addGroup(group, survivors, staying.length > 0 ? rest : rest.slice(1));
  }
  return draft.finish();
}

/** What a person marked; where that is all of a group, its first file stays and is refused by name. */
export function planMarked(run: string, kind: ActionKind, marked: readonly Marked[], algorithm?: AlgorithmName): Plan {
  const draft = new Draft(run, kind, algorithm);
  for (const { group, victims } of marked) {
    const asked = new Set(victims.map(inodeKey));
    const going: ScannedFile[] = [];
    for (const file of group.files.filter((member) => asked.has(inodeKey(member)))) {
      if (file.reference) draft.refuse(file.path, 'a reference file is never removed');
      else going.push(file);
    }
    let staying = group.files.filter((file) => !going.includes(file));
    const first = going[0];
    if (staying.length === 0 && first !== undefined) {
      draft.refuse(first.path, 'one file of each group always stays');
      staying = [first];
      going.shift();
    }
    draft.addGroup(group, staying, going);
  }
  return draft.finish();
}

class Draft {
  readonly #run: string;
  readonly #kind: ActionKind;
  readonly #knowsDigest: boolean;
  readonly #actions: PlannedAction[] = [];
  readonly #refused: Plan['refused'][number][] = [];
  readonly #survivors = new InodeMap<true>();
  readonly #victims = new InodeMap<true>();

  constructor(run: string, kind: ActionKind, algorithm: AlgorithmName = 'xxh3-128') {
    this.#knowsDigest = algorithm === 'xxh3-128';
    this.#run = run;
    this.#kind = kind;
  }

  refuse(path: BytePath, reason: string): void {
    this.#refused.push({ path, reason });
  }

  addGroup({ hash }: DuplicateGroup, staying: readonly ScannedFile[], going: readonly ScannedFile[]): void {
    const digest = this.#knowsDigest && hash !== '' ? hash : undefined;
    for (const victim of going) {
      const survivor = this.#survivorFor(victim, staying);
      if (typeof survivor === 'string') this.refuse(victim.path, survivor);
      else this.#add(victim, survivor, digest);
    }
  }

  /** A file that two groups name could be victim here and survivor there; the later wish gives way. */
  #survivorFor(victim: ScannedFile, staying: readonly ScannedFile[]): ScannedFile | string {
    if (this.#survivors.has(victim)) return 'it is what stays of another file';
    if (this.#victims.has(victim)) return 'it is in the plan already';
    const candidates = staying.filter((file) => !this.#victims.has(file));
    const same = candidates.find((file) => sameInode(file, victim));
    if (same !== undefined) return `it is one file with ${toText(same.path)}`;
    const equal = candidates.filter((file) => file.size === victim.size);
    const reachable =
      this.#kind === 'hardlink' || this.#kind === 'reflink' ? equal.filter((file) => file.dev === victim.dev) : equal;
    const survivor = reachable[0];
    if (survivor !== undefined) return survivor;
    if (equal[0] !== undefined) return `${toText(equal[0].path)}, which stays, is on another file system`;
    return 'no file of its group would stay';
  }

  /** Every name of the victim goes, or its inode would stay; only the last one gains its bytes. */
  #add(victim: ScannedFile, survivor: ScannedFile, digest: string | undefined): void {
    const names = namesOf(victim);
    const kind = this.#kind;
    for (const [index, path] of names.entries()) {
      const bytes = index === names.length - 1 ? victim.size : 0;
      this.#actions.push({ kind, victim: { ...victim, path, links: [] }, survivor, bytes, digest });
    }
    this.#victims.set(victim, true);
    this.#survivors.set(survivor, true);
  }

  finish(): Plan {
    return { run: this.#run, actions: this.#actions, refused: this.#refused };
  }
}

function namesOf(file: ScannedFile): readonly BytePath[] {
  return [file.path, ...file.links];
}
