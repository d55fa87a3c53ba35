import { reasonOf } from '../base/errors.ts';
import { createPool } from '../orchestrator/pool.ts';
import type { Pool } from '../orchestrator/types.ts';
import type { RemovalEvent, RemovalTask, RunSummary } from '../removal/types.ts';
import type { Hub } from './hub.ts';
import type { PoolCommons } from './scanning.ts';

/** Removals and undos, one after the other, in a child that is there only while it is needed. */
export interface Removing {
  run(task: RemovalTask): void;
  readonly running: boolean;
  /**
   * Ends between two acts: what was done is in the journal, the rest is untouched. An act that takes longer than the grace
   * time is cut off, and settled from the journal at the next start.
   */
  close(): Promise<void>;
}

export function createRemoving(hub: Hub, commons: PoolCommons, onChanged: () => void): Removing {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  let leaving = false;
  let current: Pool<RemovalTask, RemovalEvent, RunSummary> | undefined;

  const perform = async (task: RemovalTask): Promise<void> => {
    if (leaving) return;
    const undo = task.kind === 'undo';
    const pool: Pool<RemovalTask, RemovalEvent, RunSummary> = createPool({
      ...commons,
      role: 'remove',
      entry: 'remove-child',
      engine: 'processes',
      size: 1,
      // What a child that died has left behind is settled from the journal, not done a second time.
      attempts: 1,
      silenceMs: 0,
      load: async () => (await import('../removal/job.ts')).removalJob(),
    });
    current = pool;
    hub.publish({ kind: 'removal-started', undo, actions: task.kind === 'apply' ? task.plan.actions.length : 0 });
    try {
      const summary = await pool.submit(task, {
        onEvent(event) {
          if (event.kind === 'outcomes') hub.publish({ kind: 'removal', outcomes: event.outcomes });
          else hub.publish({ kind: 'removal-begun', actions: event.actions });
        },
      });
      hub.publish({ kind: 'removal-ended', undo, summary });
    } catch (error) {
      hub.publish({ kind: 'removal-failed', undo, reason: reasonOf(error) });
    } finally {
      await pool.close();
      waiting -= 1;
      if (!leaving) onChanged();
    }
  };

  return {
    run(task) {
      waiting += 1;
      tail = tail.then(() => perform(task));
    },
    get running() {
      return waiting > 0;
    },
    async close() {
      leaving = true;
      await Promise.all([current?.close(), tail]);
    },
  };
}
