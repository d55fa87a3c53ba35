import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram, startProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

function world() {
  const root = tempDir();
  const tree = join(root, 'tree');
  for (const [path, content] of [
    ['a/original', 'equal content'],
    ['b/copy 1', 'equal content'],
    ['b/copy 2', 'equal content'],
    ['b/other', 'something else'],
  ] as const) {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  const env = { FORKFUL_STATE_DIR: join(root, 'state'), XDG_DATA_HOME: join(root, 'data'), XDG_CONFIG_HOME: root };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await startProgram(args, { env }).finished;
    return { code, stderr, stdout: stdout.toString(), json: () => JSON.parse(stdout.toString()) };
  };
  return { root, tree, run };
}

test('without a terminal and without --yes nothing is started', async () => {
  const { tree, run } = world();
  expect(await run('dedupe', tree)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') });
  expect(readdirSync(join(tree, 'b'))).toHaveLength(3);
});

test('a dry run prints the plan and does nothing', async () => {
  const { tree, root, run } = world();
  const { code, json } = await run('dedupe', tree, '--only', join(tree, 'b'), '--dry-run', '--json');
  expect(code).toBe(0);
  expect(json()).toMatchObject({
    version: 1,
    dryRun: true,
    actions: [
      { kind: 'trash', path: join(tree, 'b/copy 1'), survivor: join(tree, 'a/original'), bytes: 13, result: 'planned' },
      { kind: 'trash', path: join(tree, 'b/copy 2'), survivor: join(tree, 'a/original'), bytes: 13, result: 'planned' },
    ],
    summary: { done: 0, planned: 2, skipped: 0, failed: 0, bytes: 26 },
  });
  expect(existsSync(join(root, 'data'))).toBe(false);
});

test('dedupe, undo --list and undo make a round', async () => {
  const { tree, run } = world();
  const done = await run('dedupe', tree, '--reference', join(tree, 'a'), '--action', 'delete', '--yes', '--json');
  expect(done.code).toBe(0);
  expect(done.json().summary).toEqual({ done: 2, planned: 0, skipped: 0, failed: 0, bytes: 26 });
  expect(readdirSync(join(tree, 'b'))).toEqual(['other']);
  const listed = await run('undo', '--list', '--json');
  expect(listed.json().runs).toMatchObject([{ run: done.json().run, actions: 2, bytes: 26, undoable: 2 }]);
  const lines = (await run('undo', '--list')).stdout.trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^RUN +BEGUN +FILES +SIZE {2}TO TAKE BACK$/),
    expect.stringMatching(/^\S+ {2}\d{4}-\d\d-\d\d \d\d:\d\d +2 +26 B {2}all$/),
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  const undone = await run('undo', done.json().run, '--json');
  expect(undone.json()).toMatchObject({ actions: [{ kind: 'restore', result: 'done' }, {}], summary: { done: 2 } });
  expect(readdirSync(join(tree, 'b'))).toHaveLength(3);
  expect(await run('undo')).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing to take back') });
});

test('a report is taken with --from, and one that is none is refused', async () => {
  const { tree, root, run } = world();
  const report = join(root, 'report.json');
  writeFileSync(report, (await run('scan', tree, '--format', 'json')).stdout);
  writeFileSync(join(tree, 'b/copy 2'), 'EQUAL CONTENT');
  const { code, json, stderr } = await run('dedupe', '--from', report, '--yes', '--json');
  expect(code).toBe(0);
  expect(stderr).toMatch(/copy 2: left out, it is like none of its group now/);
  expect(json().actions).toHaveLength(1);
  expect(readdirSync(join(tree, 'b'))).toContain('copy 2');
  writeFileSync(report, '[]');
  expect(await run('dedupe', '--from', report, '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no report'),
  });
  expect(await run('dedupe', tree, '--from', report, '--yes')).toMatchObject({ code: 2 });
  expect(await run('dedupe', tree, '--keep', 'biggest', '--yes')).toMatchObject({ code: 2 });
});

test.runIf(process.platform === 'linux')(
  'a home trash below a folder that was removed is no trash, and ends nothing',
  async () => {
    const folder = tempDir();
    for (const name of ['keep', 'copy']) writeFileSync(join(folder, name), 'equal');
    const run = await runProgram(['dedupe', '--yes', folder], {
      under: ['sh', '-c', 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"', join(folder, 'cwd')],
      env: { FORKFUL_STATE_DIR: join(folder, 'state'), XDG_DATA_HOME: '/proc/self/cwd/x' },
    });
    expect([run.code, run.stderr]).toEqual([1, expect.not.stringContaining(' at ')]);
    expect(String(run.stdout)).toContain('no trash is possible there');
  },
  10_000,
);

test('a history that is lost with a damaged catalogue is said under --quiet too, and undo tells where it may be', async () => {
  const { root, tree, run } = world();
  await run('dedupe', '--yes', tree);
  const catalogue = join(root, 'state', 'catalogue.sqlite');
  const damage = () => {
    for (const log of ['-wal', '-shm']) rmSync(catalogue + log, { force: true });
    writeFileSync(catalogue, 'no database '.repeat(1000));
  };
  damage();
  const aside = /the catalogue is damaged; it was set aside as .*catalogue\.sqlite\.damaged-/;
  expect((await run('scan', '--quiet', tree)).stderr).toMatch(aside);
  const where = /may be on record in .*catalogue\.sqlite\.damaged-\S+, which was set aside\n$/;
  expect(await run('undo')).toMatchObject({ code: 1, stderr: expect.stringMatching(where) });
  expect((await run('undo', '--list')).stderr).toMatch(where);
  damage();
  expect((await run('dedupe', '--quiet', '--dry-run', tree)).stderr).toMatch(aside);
});
