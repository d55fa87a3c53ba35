/**
 * The promise of removal as a property: whatever anybody does to the files between any two of its steps, no content is
 * lost that was there, and undo restores the tree exactly. Used by the tests with thousands of cases and by the soak.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import { type FaultPoint, faultPoints, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, listRuns, newRunId, planGroups, recover, undoRun } from '../../src/removal/index.ts';
import type { ActionKind, Plan } from '../../src/removal/types.ts';
import { groupsOf } from './groups.ts';
import { makeSandbox, type Sandbox } from './make-sandbox.ts';
import { buildWorld, type ChangeName, change, changeNames, contentsBelow, type FileSpec, snapshot } from './world.ts';

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

interface PlannedChange {
  readonly name: ChangeName;
  /** At the nth time that a fault point is passed, or that this one is. */
  readonly at: FaultPoint | 'any';
  readonly nth: number;
  /** Most changes that matter hit a victim or a survivor of the plan. */
  readonly role: 'victim' | 'survivor' | 'any';
  readonly file: number;
  readonly other: number;
}

const fileSpec: fc.Arbitrary<FileSpec> = fc.record({
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

const plannedChange: fc.Arbitrary<PlannedChange> = fc.oneof(
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
const anyKind: fc.Arbitrary<ActionKind> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('trash', 'delete', 'hardlink', 'symlink') },
  { weight: 1, arbitrary: fc.constant('reflink') },
);

function casesWith(disturbance: fc.Arbitrary<Disturbance>): fc.Arbitrary<Case> {
  return fc.record({ files: fc.array(fileSpec, { minLength: 2, maxLength: 7 }), kind: anyKind, disturbance });
}

export const failingCases = casesWith(failures);
export const changingCases = casesWith(changesByOthers);

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
  async check(example: Case): Promise<void> {
    this.#case += 1;
    const top = join(this.#box.root, String(this.#case));
    const tree = fromText(join(top, 'tree'));
    mkdirSync(join(top, 'tree'), { recursive: true });
    const options = { ...this.#box.options, trashFolder: fromText(join(top, 'trash')) };
    try {
      await this.#run(example, tree, fromText(top), options);
    } finally {
      onFaultPoint(undefined);
      rmSync(top, { recursive: true, force: true });
    }
  }

  async #run(
    { files, kind, disturbance }: Case,
    tree: BytePath,
    top: BytePath,
    options: Sandbox['options'],
  ): Promise<void> {
    const paths = buildWorld(tree, files);
    const before = snapshot(tree);
    const plan = planGroups(groupsOf(paths), { run: newRunId(), kind, order: (group) => group });
    const required = contentsBelow(top);
    const keepContents = (when: string) => {
      const present = contentsBelow(top);
      const lost = [...required].filter((content) => !present.has(content));
      if (lost.length > 0) throw new Error(`${when}: lost ${JSON.stringify(lost)}`);
    };

    const stage = { paths, plan, top, required };
    onFaultPoint(disturber(disturbance, stage, (point) => this.seen.add(point)));
    const failed = await settle(applyPlan(plan, options), disturbance);
    keepContents('after the removal');
    if (failed) await recover(options);

    await settle(undoWhatCan(plan.run, options), disturbance);
    onFaultPoint(undefined);
    keepContents('after the undo');
    if (disturbance.kind === 'changes') return;

    // Nobody else touched a file: the second attempt brings back what a failing call left.
    await undoWhatCan(plan.run, options);
    const after = snapshot(tree);
    const missing = before.filter((line) => !after.includes(line));
    const extra = after.filter((line) => !before.includes(line));
    if (missing.length + extra.length > 0)
      throw new Error(`undo differs: ${JSON.stringify({ missing, extra }, null, 1)}`);
  }
}

async function undoWhatCan(run: string, options: Sandbox['options']): Promise<void> {
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

function disturber(
  disturbance: Disturbance,
  stage: Stage,
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
        disturb(planned, stage);
    }
  };
}

interface Stage {
  readonly paths: readonly BytePath[];
  readonly plan: Plan;
  readonly top: BytePath;
  readonly required: Set<string>;
}

/** What a change itself destroys is its own doing; what it brings counts from now on. */
function disturb({ name, role, file, other }: PlannedChange, { paths, plan, top, required }: Stage): void {
  const action = plan.actions[file % Math.max(1, plan.actions.length)];
  const path = role === 'any' ? paths[file % paths.length] : action?.[role].path;
  const second = paths[other % paths.length];
  if (path === undefined || second === undefined) return;
  const had = contentsBelow(top);
  change(name, path, second);
  const has = contentsBelow(top);
  for (const content of had) if (!has.has(content)) required.delete(content);
  for (const content of has) required.add(content);
}
