import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyPlan, listRuns, undoRun } from '../../src/removal/index.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

const content = 'the same bytes in both\n';

describe('each action, and its undo', () => {
  test('trash moves the victim with a note that says where it was', async () => {
    const box = sandbox();
    const group = groupOf(box.write('a/keep.txt', content), box.write('b/go ne.txt', content));
    const before = lstatSync(join(box.tree, 'b/go ne.txt'), { bigint: true });
    const summary = await applyPlan(planOf('trash', group), box.options);
    expect(summary).toMatchObject({ done: 1, skipped: 0, failed: 0, bytes: content.length });
    expect(existsSync(join(box.tree, 'b/go ne.txt'))).toBe(false);
    expect(readFileSync(join(box.trash, 'files/go ne.txt'), 'utf8')).toBe(content);
    expect(readFileSync(join(box.trash, 'info/go ne.txt.trashinfo'), 'utf8')).toMatch(
      new RegExp(`^\\[Trash Info\\]\nPath=${box.tree}/b/go%20ne\\.txt\nDeletionDate=\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\n$`),
    );

    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    const after = lstatSync(join(box.tree, 'b/go ne.txt'), { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
    expect(readdirSync(join(box.trash, 'info'))).toEqual([]);
  });

  test('delete unlinks the victim, and undo copies the survivor back', async () => {
    const box = sandbox();
    const group = groupOf(box.write('keep', content), box.write('gone', content));
    const before = lstatSync(join(box.tree, 'gone'), { bigint: true });
    await applyPlan(planOf('delete', group), box.options);
    expect(readdirSync(box.tree)).toEqual(['keep']);
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    const after = lstatSync(join(box.tree, 'gone'), { bigint: true });
    expect(readFileSync(join(box.tree, 'gone'), 'utf8')).toBe(content);
    expect([after.mode, after.mtimeNs, after.atimeNs]).toEqual([before.mode, before.mtimeNs, before.atimeNs]);
    expect(box.outcomes.at(-1)).toMatchObject({ kind: 'restore', result: 'done', reason: undefined });
  });

  test('hardlink makes two names of one file, and undo two files again', async () => {
    const box = sandbox();
    const group = groupOf(box.write('keep', content), box.write('one', content), box.write('two', content));
    expect(await applyPlan(planOf('hardlink', group), box.options)).toMatchObject({ done: 2 });
    expect(statSync(join(box.tree, 'one')).ino).toBe(statSync(join(box.tree, 'keep')).ino);
    expect(statSync(join(box.tree, 'keep')).nlink).toBe(3);
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 2 });
    expect(statSync(join(box.tree, 'keep')).nlink).toBe(1);
    expect(readdirSync(box.tree).sort()).toEqual(['keep', 'one', 'two']);
  });

  test('symlink points to the survivor, and undo gives a file of its own', async () => {
    const box = sandbox();
    const group = groupOf(box.write('a/keep', content), box.write('b/gone', content));
    expect(await applyPlan(planOf('symlink', group), box.options)).toMatchObject({ done: 1 });
    expect(readlinkSync(join(box.tree, 'b/gone'))).toBe(join(box.tree, 'a/keep'));
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    expect(lstatSync(join(box.tree, 'b/gone')).isFile()).toBe(true);
    expect(readFileSync(join(box.tree, 'b/gone'), 'utf8')).toBe(content);
  });

  test('reflink is refused, not replaced by another action, where the file system has none', async () => {
    const box = sandbox();
    const group = groupOf(box.write('keep', content), box.write('other', content));
    const before = lstatSync(join(box.tree, 'other'), { bigint: true });
    expect(await applyPlan(planOf('reflink', group), box.options)).toMatchObject({ done: 0, failed: 1 });
    expect(box.outcomes[0]?.reason).toBe('a reflink cannot be made: this file system has none');
    expect(lstatSync(join(box.tree, 'other'), { bigint: true })).toEqual(before);
    expect(readdirSync(box.tree).sort()).toEqual(['keep', 'other']);
  });

  test('the list of runs tells what can still be taken back', async () => {
    const box = sandbox();
    const plan = planOf('delete', groupOf(box.write('keep', content), box.write('gone', content)));
    await applyPlan(plan, box.options);
    expect(listRuns(box.options)).toMatchObject([
      { run: plan.run, kind: 'apply', actions: 1, bytes: content.length, undoable: 1 },
    ]);
    await undoRun(plan.run, box.options);
    expect(listRuns(box.options).find(({ run }) => run === plan.run)).toMatchObject({ undoable: 0 });
    await expect(undoRun(plan.run, box.options)).rejects.toThrow(/nothing of .* is left to take back/);
  });
});
