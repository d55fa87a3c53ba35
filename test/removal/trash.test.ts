import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type BytePath, fromText, toFs } from '../../src/base/byte-path.ts';
import { onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, undoRun } from '../../src/removal/index.ts';
import { infoNameOf, trashInfo, trashName } from '../../src/removal/trash-info.ts';
import { actionKinds } from '../../src/removal/types.ts';
import { scanned } from './groups.ts';
import type { Sandbox } from './make-sandbox.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

const isRoot = process.getuid?.() === 0;
const noRoot = 'mounting a small file system needs root on Linux';

function mountSmall(folder: string, size = '256k'): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder]);
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
}

describe('the note of a trashed file', () => {
  test.each([
    [fromText('/home/me/plain.txt'), '/home/me/plain.txt'],
    [fromText('/a b/100%/ü'), '/a%20b/100%25/%C3%BC'],
    [fromText('/new\nline/\u001b'), '/new%0Aline/%1B'],
    ['/not-utf8-\xff' as BytePath, '/not-utf8-%FF'],
  ])('encodes the bytes of %j', (path, encoded) => {
    expect(trashInfo(path, new Date(2026, 0, 2, 3, 4, 5))).toBe(
      `[Trash Info]\nPath=${encoded}\nDeletionDate=2026-01-02T03:04:05\n`,
    );
  });

  test('a name in conflict gets a number before its extension', () => {
    const name = 'photo.jpg' as BytePath;
    expect([trashName(name, 0), trashName(name, 1), trashName(name, 2)]).toEqual([
      'photo.jpg',
      'photo.2.jpg',
      'photo.3.jpg',
    ]);
    expect(trashName('.hidden' as BytePath, 1)).toBe('.hidden.2');
  });

  test.each([0, 1, 50])('never makes a name longer than an entry may be (attempt %i)', (attempt) => {
    for (const name of [`${'ü'.repeat(126)}.jpeg`, 'x'.repeat(255), `a.${'y'.repeat(250)}`]) {
      const made = trashName(fromText(name), attempt);
      expect(infoNameOf(made).length).toBeLessThanOrEqual(255);
    }
  });
});

test('files of one name, and names that are no text, go to the trash and come back', async () => {
  const box = sandbox();
  const odd = (folder: string) => {
    mkdirSync(join(box.tree, folder), { recursive: true });
    const path = `${fromText(box.tree)}/${folder}/\xff\n.txt` as BytePath;
    writeFileSync(toFs(path), 'equal');
    return path;
  };
  const paths = ['a', 'b', 'c', 'd'].map(odd);
  expect(await applyPlan(planOf('trash', groupOf(...paths)), box.options)).toMatchObject({ done: 3 });
  expect(readdirSync(join(box.trash, 'files'), { encoding: 'latin1' }).sort()).toEqual([
    '\xff\n.2.txt',
    '\xff\n.3.txt',
    '\xff\n.txt',
  ]);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 3 });
  for (const path of paths) expect(readFileSync(toFs(path), 'utf8')).toBe('equal');
});

describe('what the trash has under the name of a removed file', () => {
  /** Trashes `victim`, and has undo refuse; what is in the trash must stay there, with its note. */
  async function expectRefused(box: Sandbox, change: (file: string, note: string) => void, reason: RegExp) {
    const [file, note] = [join(box.trash, 'files/victim'), join(box.trash, 'info/victim.trashinfo')];
    await applyPlan(planOf('trash', groupOf(box.write('keep', 'equal'), box.write('victim', 'equal'))), box.options);
    change(file, note);
    const [content, text] = [readFileSync(file, 'utf8'), readFileSync(note, 'utf8')];
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
    expect(box.outcomes.at(-1)?.reason).toMatch(reason);
    expect(existsSync(join(box.tree, 'victim'))).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(content);
    expect(readFileSync(note, 'utf8')).toBe(text);
  }

  test('is another file where the note is of another one, though inode, size and time are the same', async () => {
    const other = '[Trash Info]\nPath=/home/me/other/victim\nDeletionDate=2026-01-01T00:00:00\n';
    await expectRefused(sandbox(), (_, note) => writeFileSync(note, other), /is another file: the note/);
  });

  // Truncated and written again: what an inode number that is used again looks like.
  test.each([
    ['size', 'my other photo'],
    ['time', 'EQUAL'],
  ])('may be another file where the %s differs, though the inode and the note agree', async (_, content) => {
    await expectRefused(sandbox(), (file) => writeFileSync(file, content), /another file, or was changed there/);
  });

  test('is that file also where its folder was moved, and a link left in its place', async () => {
    const box = sandbox();
    box.write('folder/victim', 'equal');
    const group = groupOf(box.write('keep', 'equal'), box.path('folder/victim'));
    await applyPlan(planOf('trash', group), box.options);
    renameSync(join(box.tree, 'folder'), join(box.tree, 'moved'));
    symlinkSync('moved', join(box.tree, 'folder'));
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    expect(readFileSync(join(box.tree, 'moved/victim'), 'utf8')).toBe('equal');
    expect(readdirSync(join(box.trash, 'info'))).toEqual([]);
  });
});

test('a file on another mount goes to the trash of that mount, noted relative to its top', async ({ skip }) => {
  skip(!isRoot, noRoot);
  const box = sandbox();
  const mount = join(box.root, 'mount');
  mountSmall(mount);
  mkdirSync(join(mount, 'deep'));
  for (const name of ['deep/keep', 'deep/victim']) writeFileSync(join(mount, name), 'equal');
  const group = groupOf(fromText(join(mount, 'deep/keep')), fromText(join(mount, 'deep/victim')));
  expect(await applyPlan(planOf('trash', group), box.options)).toMatchObject({ done: 1 });
  const trash = join(mount, `.Trash-${process.getuid?.()}`);
  expect(readFileSync(join(trash, 'files/victim'), 'utf8')).toBe('equal');
  expect(readFileSync(join(trash, 'info/victim.trashinfo'), 'utf8')).toMatch(/^\[Trash Info\]\nPath=deep\/victim\n/);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
});

test('a shared .Trash is used where an administrator made it sticky, and passed over where it is a link', async ({
  skip,
}) => {
  skip(!isRoot, noRoot);
  const box = sandbox();
  const mount = join(box.root, 'mount');
  mountSmall(mount);
  const trashOne = async (name: string) => {
    writeFileSync(join(mount, 'keep'), name);
    writeFileSync(join(mount, name), name);
    const plan = planOf('trash', groupOf(fromText(join(mount, 'keep')), fromText(join(mount, name))));
    expect(await applyPlan(plan, box.options)).toMatchObject({ done: 1 });
  };
  mkdirSync(join(box.root, 'elsewhere'));
  symlinkSync(join(box.root, 'elsewhere'), join(mount, '.Trash'));
  await trashOne('one');
  expect(existsSync(join(mount, `.Trash-${process.getuid?.()}`, 'files/one'))).toBe(true);
  execFileSync('rm', [join(mount, '.Trash')]);
  mkdirSync(join(mount, '.Trash'));
  chmodSync(join(mount, '.Trash'), 0o1777);
  await trashOne('two');
  expect(existsSync(join(mount, '.Trash', String(process.getuid?.()), 'files/two'))).toBe(true);
});

test('one folder mounted twice: a file is not its own duplicate, and its trash is that of its mount', async ({
  skip,
}) => {
  skip(!isRoot, noRoot);
  const box = sandbox();
  box.write('real/file', 'only once');
  const bind = join(box.root, 'bind');
  mkdirSync(bind);
  execFileSync('mount', ['--bind', join(box.tree, 'real'), bind]);
  onTestFinished(() => void execFileSync('umount', ['-l', bind]));
  const files = [scanned(box.path('real/file')), scanned(fromText(join(bind, 'file')))];
  expect(planOf('delete', { size: 9, hash: '', files }).refused[0]?.reason).toMatch(/it is one file with/);
  box.write('keep', 'only once');
  const group = groupOf(box.path('keep'), fromText(join(bind, 'file')));
  expect(await applyPlan(planOf('trash', group), box.options)).toMatchObject({ done: 1 });
  expect(existsSync(join(bind, `.Trash-${process.getuid?.()}`, 'files/file'))).toBe(true);
});

test('where the move to the trash fails, no note of it stays behind', async () => {
  const box = sandbox();
  const plan = planOf('trash', groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
  onFaultPoint((point) => {
    if (point !== 'move-to-trash') return;
    expect(readdirSync(join(box.trash, 'info'))).toEqual(['victim.trashinfo']);
    throw Object.assign(new Error('EIO, injected'), { code: 'EIO' });
  });
  onTestFinished(() => onFaultPoint(undefined));
  expect(await applyPlan(plan, box.options)).toMatchObject({ done: 0, failed: 1 });
  expect(readdirSync(join(box.trash, 'info'))).toEqual([]);
  expect(readdirSync(box.tree).sort()).toEqual(['keep', 'victim']);
});

test('where no trash is possible that is said, with the other way', async () => {
  const box = sandbox();
  const plan = planOf('trash', groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
  writeFileSync(box.trash, 'a file is in the way');
  expect(await applyPlan(plan, box.options)).toMatchObject({ done: 0, failed: 1 });
  expect(box.outcomes[0]?.reason).toMatch(
    /^no trash is possible there \(.+\); delete \(D, or --action delete\) removes for good$/,
  );
  expect(existsSync(join(box.tree, 'victim'))).toBe(true);
});

test('on a mount whose trash folder is not to be trusted that is said, with the other way, which works', async ({
  skip,
}) => {
  skip(!isRoot, noRoot);
  const box = sandbox();
  const mount = join(box.root, 'mount');
  mountSmall(mount);
  for (const name of ['keep', 'victim']) writeFileSync(join(mount, name), 'equal');
  mkdirSync(join(box.root, 'elsewhere'));
  symlinkSync(join(box.root, 'elsewhere'), join(mount, `.Trash-${process.getuid?.()}`));
  const group = () => groupOf(fromText(join(mount, 'keep')), fromText(join(mount, 'victim')));
  expect(await applyPlan(planOf('trash', group()), box.options)).toMatchObject({ done: 0, failed: 1 });
  expect(box.outcomes.at(-1)?.reason).toBe(
    'no trash is possible there (what is there is not a folder); delete (D, or --action delete) removes for good',
  );
  expect(readdirSync(join(box.root, 'elsewhere'))).toEqual([]);
  expect(await applyPlan(planOf('delete', group()), box.options)).toMatchObject({ done: 1 });
});

test.skipIf(!isRoot).each(actionKinds)(
  'on a read-only mount %s is refused with the reason, and nothing done instead',
  async (kind) => {
    const box = sandbox();
    const mount = join(box.root, 'mount');
    mountSmall(mount);
    for (const name of ['keep', 'victim']) writeFileSync(join(mount, name), 'equal');
    execFileSync('mount', ['-o', 'remount,ro', mount]);
    const plan = planOf(kind, groupOf(fromText(join(mount, 'keep')), fromText(join(mount, 'victim'))));
    expect(await applyPlan(plan, box.options)).toMatchObject({ done: 0, failed: 1 });
    expect(box.outcomes.at(-1)?.reason).toMatch(/the file system is read-only$/);
    expect(readdirSync(mount).sort()).toEqual(['keep', 'victim']);
  },
);

test('a full disk: undo says so, leaves nothing half-written, and succeeds when there is room', async ({ skip }) => {
  skip(!isRoot, noRoot);
  const box = sandbox();
  const mount = join(box.root, 'mount');
  mountSmall(mount, '512k');
  const content = Buffer.alloc(100_000, 'x');
  for (const name of ['keep', 'victim']) writeFileSync(join(mount, name), content);
  const group = groupOf(fromText(join(mount, 'keep')), fromText(join(mount, 'victim')));
  await applyPlan(planOf('delete', group), box.options);
  writeFileSync(join(mount, 'filler'), Buffer.alloc(360_000));
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, failed: 1 });
  expect(box.outcomes.at(-1)?.reason).toBe('no space left on the device');
  expect(readdirSync(mount).sort()).toEqual(['filler', 'keep']);
  execFileSync('rm', [join(mount, 'filler')]);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(readFileSync(join(mount, 'victim'))).toEqual(content);
});

test.for(['trash', 'delete', 'hardlink', 'symlink'] as const)(
  'an immutable file is refused with the reason (%s)',
  async (kind, { skip }) => {
    const box = sandbox(process.env.TMPDIR ?? '/tmp');
    box.write('keep', 'equal');
    box.write('victim', 'equal');
    try {
      execFileSync('chattr', ['+i', join(box.tree, 'victim')], { stdio: 'ignore' });
    } catch {
      skip('not root, or a file system that knows no immutable files');
    }
    onTestFinished(() => void execFileSync('chattr', ['-i', join(box.tree, 'victim')], { stdio: 'ignore' }));
    const plan = planOf(kind, groupOf(box.path('keep'), box.path('victim')));
    expect(await applyPlan(plan, box.options)).toMatchObject({ done: 0, failed: 1 });
    expect(box.outcomes[0]?.reason).toMatch(/^it is immutable or append-only/);
    expect(readdirSync(box.tree).sort()).toEqual(['keep', 'victim']);
    expect(existsSync(join(box.trash, 'info/victim.trashinfo'))).toBe(false);
  },
);

test('an access control list is deleted with its file and comes back with it', async ({ skip }) => {
  const box = sandbox();
  const plan = () => planOf('delete', groupOf(box.path('keep'), box.path('victim')));
  box.write('keep', 'equal');
  box.write('victim', 'equal');
  try {
    execFileSync('setfacl', ['-m', 'u:65534:r', join(box.tree, 'victim')], { stdio: 'ignore' });
  } catch {
    skip('no setfacl, or a file system without ACLs');
  }
  const acl = () => execFileSync('getfacl', ['-cpn', join(box.tree, 'victim')]).toString();
  const before = acl();
  expect(await applyPlan(plan(), box.options)).toMatchObject({ done: 1 });
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(acl()).toBe(before);
  expect(before).toContain('user:65534:r--');
});
