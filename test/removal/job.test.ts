import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createPool } from '../../src/orchestrator/pool.ts';
import { applyPlan, undoRun } from '../../src/removal/index.ts';
import { removalJob } from '../../src/removal/job.ts';
import type { ActionOutcome, RemovalEvent, RemovalTask, RunSummary } from '../../src/removal/types.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

test('a forked remove child carries a plan out, tells each outcome, and takes it back', async () => {
  const box = sandbox();
  vi.stubEnv('FORKFUL_STATE_DIR', box.options.stateDir);
  vi.stubEnv('XDG_DATA_HOME', join(box.root, 'data'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const pool = createPool<RemovalTask, RemovalEvent, RunSummary>({
    role: 'remove',
    entry: 'remove-child',
    engine: 'processes',
    size: 1,
    load: async () => removalJob(),
  });
  onTestFinished(() => pool.close());
  const outcomes: ActionOutcome[] = [];
  const begun: number[] = [];
  const onEvent = (event: RemovalEvent): void => {
    if (event.kind === 'begun') begun.push(event.actions);
    else outcomes.push(...event.outcomes);
  };
  const plan = planOf('trash', groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));

  expect(await pool.submit({ kind: 'apply', plan }, { onEvent })).toMatchObject({ run: plan.run, done: 1 });
  expect(existsSync(join(box.root, 'data/Trash/files/victim'))).toBe(true);
  expect(await pool.submit({ kind: 'undo', run: undefined }, { onEvent })).toMatchObject({ done: 1 });
  expect(readFileSync(join(box.tree, 'victim'), 'utf8')).toBe('equal');
  expect(outcomes.map(({ kind, result }) => [kind, result])).toEqual([
    ['trash', 'done'],
    ['restore', 'done'],
  ]);
  expect(begun).toEqual([1, 1]);
  // Nothing is left to take back: an answer, not an error.
  expect(await pool.submit({ kind: 'undo', run: undefined }, { onEvent })).toMatchObject({
    done: 0,
    skipped: 0,
    failed: 0,
  });
});

test('a run that is stopped reports what it did not reach as skipped, and what it did can be taken back', async () => {
  const box = sandbox();
  const groups = Array.from({ length: 3000 }, (_, index) =>
    groupOf(box.write(`a/${index}`, `${index}`), box.write(`b/${index}`, `${index}`)),
  );
  const controller = new AbortController();
  const options = {
    ...box.options,
    signal: controller.signal,
    onOutcomes: (more: readonly ActionOutcome[]) => {
      box.outcomes.push(...more);
      controller.abort();
    },
  };
  const summary = await applyPlan(planOf('delete', ...groups), options);
  expect(summary.done).toBeGreaterThan(0);
  expect(summary.done + summary.skipped).toBe(3000);
  expect(box.outcomes.at(-1)).toMatchObject({ result: 'skipped', reason: 'stopped before its turn' });
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: summary.done });
});
