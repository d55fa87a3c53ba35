import type { Job } from '../orchestrator/types.ts';
import { applyPlan } from './apply.ts';
import type { RunOptions } from './batches.ts';
import type { RemovalEvent, RemovalTask, RunSummary } from './types.ts';
import { NothingToUndo, undoRun } from './undo.ts';

/** One task at a time; the lock refuses a second removal of the same user anyway. */
export function removalJob(): Job<RemovalTask, RemovalEvent, RunSummary> {
  return {
    run(task, { emit, signal }) {
      const options: RunOptions = {
        signal,
        onBegun: (actions) => emit({ kind: 'begun', actions }),
        onOutcomes: (outcomes) => emit({ kind: 'outcomes', outcomes }),
      };
      return task.kind === 'apply' ? applyPlan(task.plan, options) : undo(task.run, options);
    },
  };
}

/** To find nothing that could be taken back is an answer, not an error. */
async function undo(run: string | undefined, options: RunOptions): Promise<RunSummary> {
  try {
    return await undoRun(run, options);
  } catch (error) {
    if (!(error instanceof NothingToUndo)) throw error;
    return { run: '', done: 0, planned: 0, skipped: 0, failed: 0, bytes: 0 };
  }
}
