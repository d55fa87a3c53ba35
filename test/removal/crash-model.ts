/**
 * The promise of removal across a crash: killed at any step of a removal or an undo, or of the recovery from that, with
 * files changed by others meanwhile, no content is lost, and where nobody else was at them undo restores the tree exactly.
 */
import fc from 'fast-check';
import { type FaultPoint, faultPoints, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, recover } from '../../src/removal/index.ts';
import type { ActionKind } from '../../src/removal/types.ts';
import { anyKind, disturber, fileSpec, type Model, type PlannedChange, plannedChange, undoWhatCan } from './model.ts';
import { cutPower, isDead, restorePower } from './power-cut.ts';
import type { FileSpec } from './world.ts';

export interface Crash {
  readonly files: readonly FileSpec[];
  readonly kind: ActionKind;
  readonly phase: 'apply' | 'undo';
  /** Where the run dies, and then the recovery. */
  readonly first: Moment;
  readonly again: Moment | undefined;
  /** By others: until the run dies, while nothing of forkful runs, and during the recovery. */
  readonly before: readonly PlannedChange[];
  readonly between: readonly PlannedChange[];
  readonly during: readonly PlannedChange[];
}

/** The nth time that a fault point is passed, or that this one is. */
type Moment = Pick<PlannedChange, 'at' | 'nth'>;

const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ at: fc.constant('any' as const), nth: fc.integer({ min: 1, max: 30 }) }),
  { weight: 3, arbitrary: fc.record({ at: fc.constantFrom(...faultPoints), nth: fc.integer({ min: 1, max: 3 }) }) },
);

/** Nobody can be kept from swapping a private name between the last look at it and its unlink; while nothing runs, anybody may. */
const whileDead: fc.Arbitrary<PlannedChange> = fc
  .tuple(plannedChange, fc.nat(2))
  .map(([change, chance]) => (chance > 0 ? { ...change, role: 'private' } : change));

/** Most of them duplicates. */
const files = fc.array(
  fc.tuple(fileSpec, fc.constantFrom(0, 0, 0, 1, 4)).map(([spec, content]) => ({ ...spec, content })),
  { minLength: 2, maxLength: 4 },
);

export const crashes: fc.Arbitrary<Crash> = fc.record({
  files,
  kind: anyKind,
  phase: fc.constantFrom('apply', 'undo'),
  first: moment,
  again: fc.option(moment, { freq: 3, nil: undefined }),
  before: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(plannedChange, { maxLength: 2 })),
  between: fc.array(whileDead, { maxLength: 3 }),
  during: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(plannedChange, { maxLength: 2 })),
});

export async function checkCrash(
  model: Model,
  { files, kind, phase, first, again, before, between, during }: Crash,
): Promise<void> {
  await model.inWorld(files, kind, async (world) => {
    const { plan, options } = world;
    const disturbing = (changes: readonly PlannedChange[]) =>
      disturber({ kind: 'changes', changes }, world, (point) => model.seen.add(point));
    if (phase === 'undo') await applyPlan(plan, options);
    const run = () => (phase === 'apply' ? applyPlan(plan, options) : undoWhatCan(plan.run, options));
    await dieAt(first, run, disturbing(before));
    for (const change of between) world.disturb(change);

    await dieAt(again, () => recover(options), disturbing(during));
    onFaultPoint(disturbing(during));
    await recover(options);
    onFaultPoint(undefined);
    world.keepContents('after the recovery');

    await undoWhatCan(plan.run, options);
    world.keepContents('after the undo');
    if (before.length + between.length + during.length === 0) world.expectTreeAsBefore();
  });
}

async function dieAt(
  moment: Moment | undefined,
  work: () => Promise<unknown>,
  before: (point: FaultPoint) => void,
): Promise<void> {
  let passed = 0;
  onFaultPoint((point) => {
    if (isDead()) cutPower();
    before(point);
    if (moment?.at === 'any' || moment?.at === point) passed += 1;
    if (passed === moment?.nth) cutPower();
  });
  try {
    await work();
  } catch (error) {
    if (!isDead()) throw error;
  } finally {
    restorePower();
    onFaultPoint(undefined);
  }
}
