import { act } from './act.ts';
import { runSteps, type Step, Tally } from './batches.ts';
import { faultPoint } from './faults.ts';
import { encodeIntent } from './intent.ts';
import { prepare, type Workshop } from './prepare.ts';
import { type RemovalOptions, withJournal } from './session.ts';
import type { ActionOutcome, Plan, PlannedAction, RunSummary } from './types.ts';

/**
 * Carries a plan out: each action is verified right before it, journalled before it, and reported once the journal knows
 * its result. What the plan refused comes first among the outcomes, as skipped.
 * @throws Failure where the journal cannot be written or another removal runs; what was done until then is in the journal
 */
export async function applyPlan(plan: Plan, options: RemovalOptions = {}): Promise<RunSummary> {
  const refused = refusedOutcomes(plan);
  if (refused.length > 0) options.onOutcomes?.(refused);
  const summary = await withJournal(options, async (journal, workshop) => {
    journal.begin(plan.run, 'apply', Date.now());
    const steps = plan.actions.map((action) => stepOf(plan.run, action, workshop));
    const result = await runSteps(journal, plan.run, steps, options);
    faultPoint('end-run');
    journal.end(plan.run);
    return result;
  });
  return { ...summary, skipped: summary.skipped + refused.length };
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

function stepOf(run: string, action: PlannedAction, workshop: Workshop): Step {
  const { kind, victim, survivor, bytes } = action;
  return {
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
