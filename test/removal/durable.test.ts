import { existsSync, fstatSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { libc } from '../../src/base/libc.ts';
import { applyPlan, undoRun } from '../../src/removal/index.ts';
import type { ActionKind } from '../../src/removal/types.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

const binding = libc();

/** What was there whenever a file system was synced. */
function watchSyncs(look: () => unknown) {
  if (binding === undefined) throw new Error('no binding');
  const seen: { readonly dev: bigint; readonly saw: unknown }[] = [];
  const sync = vi.spyOn(binding, 'syncFileSystem').mockImplementation((fd) => {
    seen.push({ dev: fstatSync(fd, { bigint: true }).dev, saw: look() });
  });
  onTestFinished(() => sync.mockRestore());
  return { seen, sync };
}

test.runIf(binding).each<ActionKind>(['delete', 'hardlink', 'symlink'])(
  'what stays is on its disk before the victim goes (%s)',
  async (kind) => {
    const box = sandbox();
    const group = groupOf(box.write('a/keep', 'content'), box.write('b/gone', 'content'));
    const victim = join(box.tree, 'b/gone');
    const before = lstatSync(victim).ino;
    const { seen } = watchSyncs(() => lstatSync(victim).ino);
    expect(await applyPlan(planOf(kind, group), box.options)).toMatchObject({ done: 1 });
    expect(seen).toEqual([{ dev: lstatSync(box.tree, { bigint: true }).dev, saw: before }]);
  },
);

test.runIf(binding)('the trash needs no such thing', async () => {
  const box = sandbox();
  const { seen } = watchSyncs(() => undefined);
  await applyPlan(planOf('trash', groupOf(box.write('keep', 'content'), box.write('gone', 'content'))), box.options);
  expect(seen).toEqual([]);
});

test.runIf(binding)('a disk that takes nothing loses nothing', async () => {
  const box = sandbox();
  const group = groupOf(box.write('keep', 'content'), box.write('gone', 'content'));
  const { sync } = watchSyncs(() => undefined);
  sync.mockImplementation(() => {
    throw Object.assign(new Error('EIO, syncfs'), { code: 'EIO' });
  });
  await expect(applyPlan(planOf('delete', group), box.options)).rejects.toThrow(
    'what stays cannot be written to its disk',
  );
  expect(existsSync(join(box.tree, 'gone'))).toBe(true);
});

test.runIf(binding)('what is given back is on its disk before that is on record', async () => {
  const box = sandbox();
  const group = groupOf(box.write('keep', 'content'), box.write('gone', 'content'));
  await applyPlan(planOf('delete', group), box.options);
  const { seen } = watchSyncs(() => existsSync(join(box.tree, 'gone')));
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(seen.map(({ saw }) => saw)).toEqual([true]);
});
