import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Mounts are made in a namespace of their own, which ends with the scan: nothing of them is seen outside. */
const canMount = process.platform === 'linux' && spawnSync('unshare', ['-m', 'true']).status === 0;
const isRoot = process.getuid?.() === 0;

interface Report {
  readonly groups: readonly { readonly files: readonly { readonly path: string; readonly links?: string[] }[] }[];
  readonly errors: readonly { readonly path: string; readonly code: string }[];
  readonly stats: { readonly files: number };
}

function tree(...files: readonly string[]): string {
  const dir = tempDir();
  for (const file of files) {
    mkdirSync(join(dir, file, '..'), { recursive: true });
    writeFileSync(join(dir, file), Buffer.alloc(20_000, 'forkful'));
  }
  return dir;
}

/** Scans `roots` below `dir`, after `script` has mounted there. Names below `dir`, sorted, further ones after `=`. */
async function scanMounted(dir: string, script: string, roots: readonly string[], ...flags: readonly string[]) {
  const { code, stdout, stderr } = await runProgram(
    ['scan', '--no-catalogue', '--format', 'json', ...flags, ...roots.map((root) => join(dir, root))],
    { cwd: dir, under: ['unshare', '-m', 'sh', '-ec', `${script}\nexec "$@"`, 'sh'] },
  );
  expect([code, stderr]).toEqual([0, '']);
  const { groups, stats } = JSON.parse(String(stdout)) as Report;
  const below = (path: string) => path.slice(dir.length + 1);
  const found = groups.map(({ files }) =>
    files.map(({ path, links = [] }) => [path, ...links].map(below).sort().join('=')).sort(),
  );
  return { groups: found, files: stats.files };
}

describe.skipIf(!canMount)('mounts (root on Linux alone can make them)', () => {
  test('a folder bound to a second place is not a duplicate of itself', async () => {
    const dir = tree('real/a', 'real/deep/b');
    mkdirSync(join(dir, 'again'));
    const { groups, files } = await scanMounted(dir, 'mount --bind real again', ['']);
    expect(files).toBe(2);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.map((path) => path.replace(/^again/, 'real'))).toEqual(['real/a', 'real/deep/b']);
  });

  test('nor where both places are given', async () => {
    const dir = tree('real/a');
    mkdirSync(join(dir, 'again'));
    expect(await scanMounted(dir, 'mount --bind real again', ['real', 'again'])).toEqual({ groups: [], files: 1 });
  });

  test('a part of a reference that is bound into a plain root stays a reference', async () => {
    const deep = Array.from({ length: 30 }, (_, number) => `ref/d${number}/sub/master`);
    const others = Array.from({ length: 300 }, (_, number) => `ref/d${number % 30}/other-${number}`);
    const dir = tree(...deep, ...others, 'plain/copy');
    mkdirSync(join(dir, 'plain/md'), { recursive: true });
    const { stdout } = await runProgram(
      ['dedupe', '--dry-run', '--json', join(dir, 'plain'), '--reference', join(dir, 'ref')],
      {
        cwd: dir,
        env: { FORKFUL_STATE_DIR: join(dir, 'state') },
        under: ['unshare', '-m', 'sh', '-ec', 'mount --bind ref/d20/sub plain/md\nexec "$@"', 'sh'],
      },
    );
    const { actions } = JSON.parse(String(stdout)) as { actions: { path: string }[] };
    expect(actions.map(({ path }) => path)).toEqual([join(dir, 'plain/copy')]);
  });

  test('nor one below it, given as a root beside the other place', async () => {
    const dir = tree('real/deep/a');
    mkdirSync(join(dir, 'again'));
    const found = await scanMounted(dir, 'mount --bind real again', ['again', 'real/deep']);
    expect(found).toEqual({ groups: [], files: 1 });
  });

  test('a file bound to a second name is one file of two names', async () => {
    const dir = tree('a', 'b', 'c');
    const { groups } = await scanMounted(dir, 'mount --bind a b', ['']);
    expect(groups).toEqual([['a=b', 'c']]);
  });

  test('a file bound to a second name is no group by itself', async () => {
    const dir = tree('a', 'b');
    expect((await scanMounted(dir, 'mount --bind a b', [''])).groups).toEqual([]);
  });

  test('a folder bound below itself does not lead in a circle', async () => {
    const dir = tree('a', 'deep/b');
    mkdirSync(join(dir, 'deep/x/loop'), { recursive: true });
    const { groups, files } = await scanMounted(dir, 'mount --bind deep deep/x/loop', ['']);
    expect(groups.map((paths) => paths.map((path) => path.replace('deep/x/loop', 'deep')))).toEqual([['a', 'deep/b']]);
    expect(files).toBe(2);
  });

  const filled = 'mount -t tmpfs none other && cp a other/b';

  test('other file systems are entered, and equal inode numbers there are other files', async () => {
    const dir = tree('a');
    mkdirSync(join(dir, 'other'));
    expect((await scanMounted(dir, filled, [''])).groups).toEqual([['a', 'other/b']]);
    const [one, two] = ['one', 'two'].map((name) => {
      mkdirSync(join(dir, name));
      return `mount -t tmpfs none ${name} && cp a ${name}/x`;
    });
    // Two fresh tmpfs number their inodes alike.
    expect((await scanMounted(dir, `${one} && ${two}`, ['one', 'two'])).groups).toEqual([['one/x', 'two/x']]);
  });

  test('but not with --one-file-system, unless given themselves', async () => {
    const dir = tree('a');
    mkdirSync(join(dir, 'other'));
    expect(await scanMounted(dir, filled, [''], '--one-file-system')).toEqual({ groups: [], files: 1 });
    const both = await scanMounted(dir, filled, ['', 'other'], '--one-file-system');
    expect(both.groups).toEqual([['a', 'other/b']]);
  });

  test('a single file that is mounted from elsewhere counts where its name is', async () => {
    const dir = tree('a', 'b');
    mkdirSync(join(dir, 'other'));
    const script = `${filled} && mount --bind other/b b && umount -l other`;
    expect((await scanMounted(dir, script, [''])).groups).toEqual([['a', 'b']]);
    // As with find -xdev, folders decide: files of an overlay have the device of their layer, not that of their folder.
    expect((await scanMounted(dir, script, [''], '--one-file-system')).groups).toEqual([['a', 'b']]);
  });
});

test.skipIf(!isRoot || process.platform !== 'linux')('devices are passed by, and refused as roots', async () => {
  const dir = tree('a', 'b');
  writeFileSync(join(dir, 'empty'), '');
  // zero(4) never ends, and there is no such disk: opening either would show.
  execFileSync('mknod', [join(dir, 'zero'), 'c', '1', '5']);
  execFileSync('mknod', [join(dir, 'disk'), 'b', '250', '250']);
  const flags = ['--no-catalogue', '--format', 'json', '--min-size', '0'];
  const { code, stdout } = await runProgram(['scan', ...flags, dir, join(dir, 'zero')]);
  const { groups, errors, stats } = JSON.parse(String(stdout)) as Report;
  expect(groups.map(({ files }) => files.length)).toEqual([2]);
  expect(stats.files).toBe(3);
  expect(errors).toMatchObject([{ path: join(dir, 'zero'), code: 'ENOTDIR' }]);
  expect(code).toBe(1);
});
