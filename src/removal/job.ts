import type { Job } from '../orchestrator/types.ts';
import { applyPlan } from './apply.ts';
import type { RemovalEvent, RemovalTask, RunSummary } from './types.ts';
import { undoRun } from './undo.ts';

/** One task at a time; the lock refuses a second removal of the same user anyway. */
export function removalJob(): Job<RemovalTask, RemovalEvent, RunSummary> {
  return {
    run(task, { emit, signal }) {
      const onOutcomes = (outcomes: RemovalEvent['outcomes']) => emit({ kind: 'outcomes', outcomes });
      if (task.kind === 'apply') return applyPlan(task.plan, { onOutcomes, signal });
      return undoRun(task.run, { onOutcomes, signal });
    },
  };
}
