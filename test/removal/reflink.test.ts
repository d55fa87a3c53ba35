import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, recover, undoRun } from '../../src/removal/index.ts';
import { asideName } from '../../src/removal/run-id.ts';
import type { Sandbox } from './make-sandbox.ts';
import { armPowerCuts, cutPower, isDead, restorePower } from './power-cut.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

const content = Buffer.alloc(300_000, 'equal in both ');

/** @param make makes the file system in an image file. @returns why it cannot be had here, where it cannot */
function mountImage(root: string, folder: string, make: readonly [string, ...string[]]): string | undefined {
  if (process.getuid?.() !== 0) return 'mounting a file system needs root';
  const image = join(root, 'image');
  writeFileSync(image, '');
  truncateSync(image, 512 * 2 ** 20);
  mkdirSync(folder);
  try {
    const [command, ...args] = make;
    execFileSync(command, [...args, image], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'loop', image, folder], { stdio: 'ignore' });
  } catch (error) {
    return `no such file system can be made and mounted here: ${error}`;
  }
  onTestFinished(() => void execFileSync('umount', [folder]));
  return undefined;
}

/** Each extent of a file's bytes, and whether another file has it too. */
function extents(path: string): string {
  return execFileSync('filefrag', ['-v', path]).toString();
}

describe.each([
  ['xfs', ['mkfs.xfs', '-q', '-m', 'reflink=1']],
  ['btrfs', ['mkfs.btrfs', '-q']],
] as const)('on %s', (_, make) => {
  test('a reflink shares the bytes of the survivor and keeps what the file carried; undo gives it its own', async ({
    skip,
  }) => {
    const box = sandbox();
    const mount = join(box.root, 'mount');
    const trouble = mountImage(box.root, mount, make);
    skip(trouble !== undefined, trouble);
    const [keep, other] = [join(mount, 'keep'), join(mount, 'other')];
    writeFileSync(keep, content, { mode: 0o644 });
    writeFileSync(other, content, { mode: 0o640 });
    execFileSync('touch', ['-d', '2001-02-03 04:05:06.789', other]);
    execFileSync('sync', ['-f', mount]);
    const before = lstatSync(other, { bigint: true });
    expect(extents(other)).not.toContain('shared');

    const plan = planOf('reflink', groupOf(fromText(keep), fromText(other)));
    expect(await applyPlan(plan, box.options)).toMatchObject({ done: 1, bytes: content.length });
    execFileSync('sync', ['-f', mount]);
    const linked = lstatSync(other, { bigint: true });
    expect(extents(other)).toContain('shared');
    expect(readFileSync(other)).toEqual(content);
    expect([linked.mode, linked.mtimeNs]).toEqual([before.mode, before.mtimeNs]);
    expect(linked.ino).not.toBe(lstatSync(keep, { bigint: true }).ino);

    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    const after = lstatSync(other, { bigint: true });
    expect(readFileSync(other)).toEqual(content);
    expect([after.mode, after.mtimeNs]).toEqual([before.mode, before.mtimeNs]);
    expect(after.ino).not.toBe(linked.ino);
    expect(readdirSync(mount).filter((name) => name.startsWith('.forkful'))).toEqual([]);
  });
});

/** Killed right before its replacement is made, and what a kill a moment later would have left. */
async function killedWith(box: Sandbox, draft: string) {
  const plan = planOf('reflink', groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
  onFaultPoint((point) => {
    if (isDead() || point === 'make-replacement') cutPower();
  });
  await applyPlan(plan, box.options).catch(() => {});
  onFaultPoint(undefined);
  restorePower();
  const name = `${asideName(plan.run, 0)}.new`;
  writeFileSync(join(box.tree, name), draft);
  return name;
}

describe('killed while a reflink is made', () => {
  let disarm = () => {};
  beforeAll(() => {
    disarm = armPowerCuts();
  });
  afterAll(() => disarm());

  test('the empty file of that goes', async () => {
    const box = sandbox();
    await killedWith(box, '');
    await recover(box.options);
    expect(readdirSync(box.tree).sort()).toEqual(['keep', 'victim']);
    expect(readFileSync(join(box.tree, 'victim'), 'utf8')).toBe('equal');
  });

  test('a file with bytes of its own stays, and so does an empty one that may have had the name of the victim', async () => {
    const box = sandbox();
    const name = await killedWith(box, 'other');
    await recover(box.options);
    expect(readFileSync(join(box.tree, name), 'utf8')).toBe('other');
    const second = sandbox();
    await killedWith(second, '');
    renameSync(join(second.tree, 'victim'), join(second.tree, 'away'));
    await recover(second.options);
    expect(readdirSync(second.tree).sort()).toEqual(['away', 'keep', 'victim']);
  });
});
