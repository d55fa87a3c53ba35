/**
 * The promise of removal as a property: whatever anybody does to the files between any two of its steps, no content is
 * lost that was there, and undo restores the tree exactly. Used by the tests with thousands of cases and by the soak.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type BytePath, fromText, joinPath } from '../../src/base/byte-path.ts';
import { type FaultPoint, faultPoints, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, listRuns, newRunId, planGroups, recover, undoRun } from '../../src/removal/index.ts';
import type { ActionKind, Plan } from '../../src/removal/types.ts';
import { groupsOf } from './groups.ts';
import { makeSandbox, type Sandbox } from './make-sandbox.ts';
import {
  buildWorld,
  type ChangeName,
  change,
  changeNames,
  contentsBelow,
  type FileSpec,
  privateNames,
  snapshot,
} from './world.ts';

export interface Case {
  readonly files: readonly FileSpec[];
  readonly kind: ActionKind;
  readonly disturbance: Disturbance;
}

type Disturbance =
  | { readonly kind: 'none' }
  /** The call after the nth fault point fails. */
  | { readonly kind: 'error'; readonly at: number; readonly code: string }
  | { readonly kind: 'changes'; readonly changes: readonly PlannedChange[] };

export interface PlannedChange {
  readonly name: ChangeName;
  /** At the nth time that a fault point is passed, or that this one is. */
  readonly at: FaultPoint | 'any';
  readonly nth: number;
  /** Most changes that matter hit a victim or a survivor of the plan; a private name is one that forkful made. */
  readonly role: 'victim' | 'survivor' | 'private' | 'any';
  readonly file: number;
  readonly other: number;
}

export const fileSpec: fc.Arbitrary<FileSpec> = fc.record({
  folder: fc.nat(2),
  content: fc.nat(4),
  mode: fc.constantFrom(0o644, 0o600, 0o444, 0o4755),
  mtime: fc.integer({ min: -1000, max: 2_000_000_000 }),
  attribute: fc.boolean(),
  linkTo: fc.option(fc.nat(7), { nil: undefined, freq: 6 }),
});

const target = {
  name: fc.constantFrom(...changeNames),
  role: fc.constantFrom('victim', 'survivor', 'any'),
  file: fc.nat(7),
  other: fc.nat(7),
} as const;

export const plannedChange: fc.Arbitrary<PlannedChange> = fc.oneof(
  fc.record({ ...target, at: fc.constant('any' as const), nth: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ ...target, at: fc.constantFrom(...faultPoints), nth: fc.integer({ min: 1, max: 3 }) }),
);

const failures: fc.Arbitrary<Disturbance> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'none' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('error' as const),
      at: fc.nat(60),
      code: fc.constantFrom('ENOSPC', 'EIO', 'EACCES', 'EPERM', 'EROFS'),
    }),
  },
);

const changesByOthers: fc.Arbitrary<Disturbance> = fc.record({
  kind: fc.constant('changes' as const),
  changes: fc.array(plannedChange, { minLength: 1, maxLength: 4 }),
});

// Few file systems have reflinks, and all of them are alike in what refuses one.
export const anyKind: fc.Arbitrary<ActionKind> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('trash', 'delete', 'hardlink', 'symlink') },
  { weight: 1, arbitrary: fc.constant('reflink') },
);

function casesWith(disturbance: fc.Arbitrary<Disturbance>): fc.Arbitrary<Case> {
  return fc.record({ files: fc.array(fileSpec, { minLength: 2, maxLength: 7 }), kind: anyKind, disturbance });
}

export const failingCases = casesWith(failures);
export const changingCases = casesWith(changesByOthers);

/** Every list of runs reads the whole journal: it must not grow with the square of the cases. */
const casesPerJournal = 100;

/** One state folder for many cases, as a person has one journal for many runs. */
export class Model {
  readonly #box: Sandbox;
  readonly seen = new Set<FaultPoint>();
  #case = 0;

  constructor() {
    this.#box = makeSandbox();
  }

  close(): void {
    onFaultPoint(undefined);
    rmSync(this.#box.root, { recursive: true, force: true });
  }

  /** @throws Error naming what was lost, or how the tree differs after undo */
  async check({ files, kind, disturbance }: Case): Promise<void> {
    await this.inWorld(files, kind, async (world) => {
      const { plan, options } = world;
      onFaultPoint(disturber(disturbance, world, (point) => this.seen.add(point)));
      const failed = await settle(applyPlan(plan, options), disturbance);
      world.keepContents('after the removal');
      if (failed) await recover(options);

      await settle(undoWhatCan(plan.run, options), disturbance);
      onFaultPoint(undefined);
      world.keepContents('after the undo');
      if (disturbance.kind === 'changes') return;

      // Nobody else touched a file: the second attempt brings back what a failing call left.
      await undoWhatCan(plan.run, options);
      world.expectTreeAsBefore();
    });
  }

  async inWorld(files: readonly FileSpec[], kind: ActionKind, work: (world: World) => Promise<void>): Promise<void> {
    this.#case += 1;
    const top = join(this.#box.root, String(this.#case));
    mkdirSync(join(top, 'tree'), { recursive: true });
    const stateDir = join(this.#box.root, `state-${Math.floor(this.#case / casesPerJournal)}`);
    const options = { ...this.#box.options, stateDir, trashFolder: fromText(join(top, 'trash')) };
    try {
      await work(new World(fromText(top), files, kind, options));
    } finally {
      onFaultPoint(undefined);
      rmSync(top, { recursive: true, force: true });
    }
  }
}

/** A tree and a plan for it, and what must not be lost. */
export class World {
  readonly top: BytePath;
  readonly paths: readonly BytePath[];
  readonly plan: Plan;
  readonly options: Sandbox['options'];
  /** Contents. */
  readonly required: Set<string>;
  readonly #tree: BytePath;
  readonly #before: readonly string[];

  constructor(top: BytePath, files: readonly FileSpec[], kind: ActionKind, options: Sandbox['options']) {
    this.top = top;
    this.options = options;
    this.#tree = joinPath(top, fromText('tree'));
    this.paths = buildWorld(this.#tree, files);
    this.#before = snapshot(this.#tree);
    this.plan = planGroups(groupsOf(this.paths), { run: newRunId(), kind, order: (group) => group });
    this.required = contentsBelow(top);
  }

  keepContents(when: string): void {
    const present = contentsBelow(this.top);
    const lost = [...this.required].filter((content) => !present.has(content));
    if (lost.length > 0) throw new Error(`${when}: lost ${JSON.stringify(lost)}`);
  }

  expectTreeAsBefore(): void {
    const after = snapshot(this.#tree);
    const missing = this.#before.filter((line) => !after.includes(line));
    const extra = after.filter((line) => !this.#before.includes(line));
    if (missing.length + extra.length > 0)
      throw new Error(`undo differs: ${JSON.stringify({ missing, extra }, null, 1)}`);
  }

  /** What a change itself destroys is its own doing; what it brings counts from now on. */
  disturb({ name, role, file, other }: Pick<PlannedChange, 'name' | 'role' | 'file' | 'other'>): void {
    const path = this.#target(role, file);
    const second = this.paths[other % this.paths.length];
    if (path === undefined || second === undefined) return;
    const had = contentsBelow(this.top);
    change(name, path, second);
    const has = contentsBelow(this.top);
    for (const content of had) if (!has.has(content)) this.required.delete(content);
    for (const content of has) this.required.add(content);
  }

  #target(role: PlannedChange['role'], file: number): BytePath | undefined {
    if (role === 'any') return this.paths[file % this.paths.length];
    if (role === 'private') {
      const all = privateNames(this.top);
      return all[file % Math.max(1, all.length)];
    }
    return this.plan.actions[file % Math.max(1, this.plan.actions.length)]?.[role].path;
  }
}

export async function undoWhatCan(run: string, options: Sandbox['options']): Promise<void> {
  await recover(options);
  const record = listRuns(options).find((candidate) => candidate.run === run);
  if (record !== undefined && record.undoable > 0) await undoRun(run, options);
}

/** @returns whether the run itself failed, which only a failing call explains */
async function settle(work: Promise<unknown>, disturbance: Disturbance): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (disturbance.kind !== 'error') throw error;
    return true;
  }
}

export function disturber(
  disturbance: Disturbance,
  world: World,
  onPoint: (point: FaultPoint) => void,
): (point: FaultPoint) => void {
  const passed = new Map<FaultPoint | 'any', number>();
  const pass = (point: FaultPoint | 'any') => {
    const count = (passed.get(point) ?? 0) + 1;
    passed.set(point, count);
    return count;
  };
  return (point) => {
    onPoint(point);
    const counts = { any: pass('any'), here: pass(point) };
    if (disturbance.kind === 'error' && counts.any === disturbance.at) {
      throw Object.assign(new Error(`${disturbance.code}, injected`), { code: disturbance.code });
    }
    if (disturbance.kind !== 'changes') return;
    for (const planned of disturbance.changes) {
      if (planned.nth === (planned.at === 'any' ? counts.any : planned.at === point ? counts.here : 0))
        world.disturb(planned);
    }
  };
}
