import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import { applyPlan, EarlyActHelper, listRuns, recover, undoRun } from '../../src/removal/index.ts';
import type { CrashTask } from './crash-child.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';
import { snapshot } from './world.ts';

/** More than two batches. */
const pairs = 2600;
const child = fileURLToPath(new URL('crash-child.ts', import.meta.url));

/** Pairs of different contents, in two folders: the first of each stays. */
function makePairs(box: ReturnType<typeof sandbox>, count = pairs): readonly (readonly [BytePath, BytePath])[] {
  return Array.from({ length: count }, (_, pair) => {
    const content = `content ${pair}\n`;
    return [box.write(`keep/${pair}`, content), box.write(`gone/${pair}`, content)] as const;
  });
}

test.each(['trash', 'delete', 'hardlink'] as const)(
  'two threads carry out a plan of %s: each victim once, and undo gives the tree back',
  async (kind) => {
    const box = sandbox();
    const groups = makePairs(box).map((pair) => groupOf(...pair));
    const before = snapshot(fromText(box.tree));
    const plan = planOf(kind, ...groups);
    const changed = box.write('gone/17', 'something else');
    const changedToo = box.write(`gone/${pairs - 17}`, 'something else');
    const summary = await applyPlan(plan, { ...box.options, fewestForHelper: 1 });
    expect(summary).toMatchObject({ done: pairs - 2, skipped: 2, failed: 0 });
    expect(new Set(box.outcomes.map(({ path }) => path)).size).toBe(pairs);
    const skipped = box.outcomes.filter(({ result }) => result === 'skipped').map(({ path }) => path);
    expect(new Set(skipped)).toEqual(new Set([changed, changedToo]));
    if (kind !== 'hardlink') expect(readdirSync(join(box.tree, 'gone'))).toHaveLength(2);

    expect(await undoRun(undefined, box.options)).toMatchObject({ done: pairs - 2 });
    const others = (lines: readonly string[]) =>
      lines.filter((line) => ![changed, changedToo].some((path) => line.startsWith(`${path} `)));
    expect(others(snapshot(fromText(box.tree)))).toEqual(others(before));
  },
);

test.each(['trash', 'delete'] as const)(
  'killed while two threads act (%s), each file is untouched or journalled',
  async (kind) => {
    const box = sandbox();
    mkdirSync(box.options.stateDir, { recursive: true });
    // Into the second batch, with what a command line holds.
    const paths = makePairs(box, 1200).flat();
    const before = snapshot(fromText(box.tree));
    const task: CrashTask = {
      mode: 'apply',
      kind,
      paths,
      stateDir: box.options.stateDir,
      trash: box.trash,
      killAt: 0,
      touchAtCheck: undefined,
      fewestForHelper: 1,
    };
    const running = spawn(process.execPath, [child, JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = once(running, 'close');
    const left = () => readdirSync(join(box.tree, 'gone')).filter((name) => !name.startsWith('.')).length;
    while (left() > 150 && running.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    running.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(left()).toBeGreaterThan(0);

    await recover(box.options);
    for (const { run, undoable } of listRuns(box.options)) if (undoable > 0) await undoRun(run, box.options);
    expect(snapshot(fromText(box.tree))).toEqual(before);
  },
);

test('a run that is stopped ends in both threads, and what it did can be taken back', async () => {
  const box = sandbox();
  const before = makePairs(box).map((pair) => groupOf(...pair));
  const tree = snapshot(fromText(box.tree));
  const stop = new AbortController();
  const running = applyPlan(planOf('trash', ...before), { ...box.options, signal: stop.signal, fewestForHelper: 1 });
  while (readdirSync(join(box.tree, 'gone')).length === pairs) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  const { done, skipped } = await running;
  expect(done + skipped).toBe(pairs);
  expect(skipped).toBeGreaterThan(0);
  await undoRun(undefined, box.options);
  expect(snapshot(fromText(box.tree))).toEqual(tree);
});

test('a thread that was begun while duplicates were being found acts, and ends with the run', async () => {
  const box = sandbox();
  const groups = makePairs(box, 600).map((pair) => groupOf(...pair));
  await using early = new EarlyActHelper(true, undefined);
  early.expect(40);
  expect(early.helper).toBeUndefined();
  early.expect(600);
  expect(early.helper).toBeDefined();
  const summary = await applyPlan(planOf('delete', ...groups), { ...box.options, helper: early.helper });
  expect(summary).toMatchObject({ done: 600, skipped: 0, failed: 0 });
  await expect(early.helper?.act([])).rejects.toThrow('interrupted');
});

test('none is begun where it is not sure that anything will be done', async () => {
  await using early = new EarlyActHelper(false, undefined);
  early.expect(5000);
  expect(early.helper).toBeUndefined();
});
