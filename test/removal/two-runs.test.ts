/** Runs that rest on each other, taken back last first: undo of the later one gives the survivor of the earlier a new inode. */
import { chmodSync, cpSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import { onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, newRunId, planGroups, recover, undoRun } from '../../src/removal/index.ts';
import type { ActionKind } from '../../src/removal/types.ts';
import { groupsOf } from './groups.ts';
import type { Sandbox } from './make-sandbox.ts';
import { armPowerCuts, cutPower, isDead, restorePower } from './power-cut.ts';
import { sandbox } from './sandbox.ts';
import { snapshot } from './world.ts';

let disarm = () => {};
beforeAll(() => {
  disarm = armPowerCuts();
});
afterAll(() => disarm());
afterEach(() => onFaultPoint(undefined));

const kinds: readonly ActionKind[] = ['trash', 'delete', 'hardlink', 'symlink'];
const links: readonly ActionKind[] = ['hardlink', 'symlink'];

function file(box: Sandbox, name: string, mode: number, mtime: number): BytePath {
  const path = box.write(name, 'same');
  chmodSync(join(box.tree, name), mode);
  utimesSync(join(box.tree, name), 1, mtime);
  return path;
}

/** Only regular files are found, each inode once. */
async function dedupe(box: Sandbox, kind: ActionKind, ...paths: readonly BytePath[]): Promise<void> {
  const plan = planGroups(groupsOf(paths), { run: newRunId(), kind, order: (files) => files });
  expect(await applyPlan(plan, box.options)).toMatchObject({ done: plan.actions.length, skipped: 0 });
}

const look = (box: Sandbox) => snapshot(fromText(box.tree));

/** A copy is removed in favour of `keep`, then `keep` in favour of an older one, and the second run is taken back. */
async function twoRuns(box: Sandbox, first: ActionKind, second: ActionKind, mtimes: readonly [number, number]) {
  const [keep, copy] = [file(box, 'keep', 0o644, mtimes[0]), file(box, 'copy', 0o600, mtimes[1])];
  const atFirst = look(box);
  await dedupe(box, first, keep, copy);
  const between = look(box);
  const older = file(box, 'older', 0o444, 5);
  await dedupe(box, second, older, keep, ...(first === 'hardlink' ? [copy] : []));
  expect(await undoRun(undefined, box.options)).toMatchObject({ skipped: 0, failed: 0 });
  const isOlder = (line: string) => line.includes('/older');
  expect(look(box).filter((line) => !isOlder(line))).toEqual(between);
  return { expectAsAtFirst: () => expect(look(box).filter((line) => !isOlder(line))).toEqual(atFirst) };
}

describe.each(kinds)('%s', (first) => {
  test.each(kinds)('and then %s: two undos bring everything back', async (second) => {
    const box = sandbox();
    const { expectAsAtFirst } = await twoRuns(box, first, second, [20, 30]);
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1, skipped: 0, failed: 0 });
    expectAsAtFirst();
  });
});

describe.each(links)('%s', (first) => {
  // With equal times the link looks like the file that comes back.
  test.each([
    [20, 30],
    [20, 20],
  ] as const)('the second undo killed at any step is finished (times %i and %i)', async (...mtimes) => {
    for (let killAt = 1, died = true; died; killAt++) {
      const box = sandbox();
      const { expectAsAtFirst } = await twoRuns(box, first, 'delete', mtimes);
      let step = 0;
      onFaultPoint(() => {
        step += 1;
        if (isDead() || step === killAt) cutPower();
      });
      await undoRun(undefined, box.options).catch(() => {});
      onFaultPoint(undefined);
      died = isDead();
      restorePower();
      await recover(box.options);
      await undoRun(undefined, box.options).catch((error: Error) => expect(error.message).toMatch(/nothing to take/));
      expectAsAtFirst();
    }
  });

  test('a survivor that was saved anew with the same bytes serves undo', async () => {
    const box = sandbox();
    const [keep, copy] = [file(box, 'keep', 0o644, 20), file(box, 'copy', 0o600, 30)];
    const before = look(box);
    await dedupe(box, first, keep, copy);
    const [path, fresh] = [join(box.tree, 'keep'), join(box.tree, 'fresh')];
    cpSync(path, fresh, { preserveTimestamps: true });
    renameSync(fresh, path);
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    expect(look(box).map((line) => line.split(' ')[0])).toEqual(before.map((line) => line.split(' ')[0]));
    expect(look(box)[0]).toBe(before[0]);
  });
});

test('a link whose survivor was edited stays, and the reason is that', async () => {
  const box = sandbox();
  const [keep, copy] = [file(box, 'keep', 0o644, 20), file(box, 'copy', 0o600, 30)];
  await dedupe(box, 'symlink', keep, copy);
  renameSync(join(box.tree, 'keep'), join(box.tree, 'away'));
  writeFileSync(join(box.tree, 'keep'), 'edit');
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
  expect(box.outcomes.at(-1)?.reason).toContain('it has another content now');
  expect(readFileSync(join(box.tree, 'copy'), 'utf8')).toBe('edit');
});

test.each(['edit', 'same'])(
  'a file of its own that has the name of a link is never taken away (%s)',
  async (content) => {
    const box = sandbox();
    await twoRuns(box, 'hardlink', 'delete', [20, 30]);
    renameSync(join(box.tree, 'copy'), join(box.tree, 'away'));
    writeFileSync(join(box.tree, 'copy'), content);
    const before = look(box);
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
    expect(box.outcomes.at(-1)?.reason).toBe('something else has its name now');
    expect(look(box)).toEqual(before);
  },
);

test('a link to what was written into the survivor meanwhile stays', async () => {
  const box = sandbox();
  await twoRuns(box, 'hardlink', 'delete', [20, 30]);
  writeFileSync(join(box.tree, 'keep'), 'edit');
  const before = look(box);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
  expect(look(box)).toEqual(before);
});
