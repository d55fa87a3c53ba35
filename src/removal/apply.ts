import { closeSync } from 'node:fs';
import type { Journal } from '../catalogue/journal.ts';
import { act } from './act.ts';
import { type ActHelper, openActHelper } from './act-helper.ts';
import { runSteps, type Step, Tally } from './batches.ts';
import { faultPoint } from './faults.ts';
import { InodeMap } from './inode-map.ts';
import { encodeIntent } from './intent.ts';
import { prepare, type Workshop } from './prepare.ts';
import { type RemovalOptions, withJournal } from './session.ts';
import type { ActionKind, ActionOutcome, Plan, PlannedAction, RunSummary } from './types.ts';

export interface ApplyOptions extends RemovalOptions {
  /** Where the caller has had time to start it; it is closed with the run. Default: one where it is worth its start. */
  readonly helper?: ActHelper | undefined;
}

/**
 * Carries a plan out: each action is verified right before it, journalled before it, and reported once the journal knows
 * its result. What the plan refused comes first among the outcomes, as skipped.
 * @throws Failure where the journal cannot be written or another removal runs; what was done until then is in the journal
 */
export async function applyPlan(plan: Plan, options: ApplyOptions = {}): Promise<RunSummary> {
  const refused = refusedOutcomes(plan);
  if (refused.length > 0) options.onOutcomes?.(refused);
  // Begun first: it starts while the journal is opened.
  const helper = options.helper ?? openActHelper(plan.actions.length, options.signal, options.fewestForHelper);
  try {
    const summary = await withJournal(options, {
      begin: (journal) => journal.begin(plan.run, 'apply', Date.now()),
      act: (_, journal, alone) => carryOut(plan, options, journal, alone, helper),
    });
    return { ...summary, skipped: summary.skipped + refused.length };
  } finally {
    await helper?.close();
  }
}

async function carryOut(
  plan: Plan,
  options: RemovalOptions,
  journal: Journal,
  alone: Workshop,
  helper: ActHelper | undefined,
): Promise<RunSummary> {
  // Where two threads act, a third that closes only gets into their way.
  const workshop = helper === undefined ? alone : { ...alone, closeGone: closeSync };
  const names = new InodeMap<number>();
  for (const { victim } of plan.actions) names.set(victim, (names.get(victim) ?? 0) + 1);
  const steps = plan.actions.map((action) => {
    const only = names.get(action.victim) === 1;
    return stepOf(plan.run, action, workshop, only && leavesSurvivor.has(action.kind));
  });
  try {
    const result = await runSteps(journal, plan.run, steps, options, helper);
    faultPoint('end-run');
    journal.end(plan.run);
    return result;
  } finally {
    // Before the lock and the journal are given back: nothing of this run is done after that.
    await helper?.close();
  }
}

/** What a dry run reports: the very plan that would run. */
export function dryRun(plan: Plan): { readonly outcomes: readonly ActionOutcome[]; readonly summary: RunSummary } {
  const planned = plan.actions.map(({ kind, victim, survivor, bytes }): ActionOutcome => {
    return { kind, path: victim.path, survivor: survivor.path, bytes, result: 'planned', reason: undefined };
  });
  const outcomes = [...refusedOutcomes(plan), ...planned];
  const tally = new Tally(plan.run);
  for (const outcome of outcomes) tally.add(outcome);
  return { outcomes, summary: tally.summary() };
}

function refusedOutcomes(plan: Plan): readonly ActionOutcome[] {
  const kind = plan.actions[0]?.kind ?? 'trash';
  return plan.refused.map(({ path, reason }) => {
    return { kind, path, survivor: undefined, bytes: 0, result: 'skipped', reason };
  });
}

/** A link moves the change time of its survivor, which the next action must know of. */
const leavesSurvivor: ReadonlySet<ActionKind> = new Set(['trash', 'delete']);

function stepOf(run: string, action: PlannedAction, workshop: Workshop, independent: boolean): Step {
  const { kind, victim, survivor, bytes } = action;
  return {
    independent,
    kind,
    path: victim.path,
    survivor: survivor.path,
    bytes,
    prepare(seq) {
      const intent = prepare(run, seq, action, workshop);
      return { intent: encodeIntent(intent), act: () => ({ digest: act(intent, workshop) }) };
    },
  };
}
