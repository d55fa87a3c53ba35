/** Without renameat2(2): another system, a kernel or file system without its flags, or a binding that does not load. */
import { lstatSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { applyPlan, undoRun } from '../../src/removal/index.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

/** Called as soon as a file has got a further name, or another one. */
let onMove: (from: string, to: string) => void = () => {};

vi.mock('../../src/base/c-library.ts', () => ({ cLibrary: () => undefined }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const told = (move: typeof fs.linkSync) => (from: string, to: string) => {
    move(from, to);
    onMove(from, to);
  };
  return { ...fs, linkSync: told(fs.linkSync), renameSync: told(fs.renameSync) };
});

afterEach(() => {
  onMove = () => {};
});

/** As editors save, a new file renamed over the old one: once, right after what has the path has got another name. */
function saveWhileMoved(path: string, content: string): void {
  const { ino } = lstatSync(path);
  onMove = (_, to) => {
    if (lstatSync(to).ino !== ino) return;
    onMove = () => {};
    writeFileSync(`${path}.tmp`, content);
    renameSync(`${path}.tmp`, path);
  };
}

test.each(['trash', 'delete', 'hardlink', 'symlink'] as const)(
  'a version saved in the very moment of %s stays, and nothing of ours stays unsaid',
  async (kind) => {
    const box = sandbox();
    const plan = planOf(kind, groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
    const victim = join(box.tree, 'victim');
    saveWhileMoved(victim, 'new version, only here');
    await applyPlan(plan, box.options);
    expect(readFileSync(victim, 'utf8')).toBe('new version, only here');
    const kept = readdirSync(box.tree).filter((name) => name.startsWith('.forkful-'));
    const done = box.outcomes[0]?.result === 'done';
    if (done) {
      expect(kept).toEqual([]);
      expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
      expect(readFileSync(victim, 'utf8')).toBe('new version, only here');
    } else {
      expect(kept.map((name) => readFileSync(join(box.tree, name), 'utf8'))).toEqual(['equal']);
      expect(box.outcomes[0]?.reason).toMatch(`the file is kept as ${join(box.tree, kept[0] ?? '')}`);
    }
  },
);

test.each(['hardlink', 'symlink'] as const)(
  'a version saved while undo of %s takes the link away stays',
  async (kind) => {
    const box = sandbox();
    const plan = planOf(kind, groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
    expect(await applyPlan(plan, box.options)).toMatchObject({ done: 1 });
    const victim = join(box.tree, 'victim');
    saveWhileMoved(victim, 'new version, only here');
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0 });
    expect(readFileSync(victim, 'utf8')).toBe('new version, only here');
    expect(readFileSync(join(box.tree, 'keep'), 'utf8')).toBe('equal');
  },
);

test.each(['trash', 'delete', 'hardlink', 'symlink'] as const)('%s and its undo work', async (kind) => {
  const box = sandbox();
  const plan = planOf(kind, groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
  expect(await applyPlan(plan, box.options)).toMatchObject({ done: 1 });
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(readdirSync(box.tree).sort()).toEqual(['keep', 'victim']);
  expect(readFileSync(join(box.tree, 'victim'), 'utf8')).toBe('equal');
  expect(lstatSync(join(box.tree, 'victim')).nlink).toBe(1);
});
