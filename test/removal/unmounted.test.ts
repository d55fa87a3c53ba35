/** After a crash, or when a run is taken back, a disk, or the trash on it, may not be there, or have another number. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { type FaultPoint, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, listRuns, recover, undoRun } from '../../src/removal/index.ts';
import type { ActionKind } from '../../src/removal/types.ts';
import type { Sandbox } from './make-sandbox.ts';
import { armPowerCuts, cutPower, isDead, restorePower } from './power-cut.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

const isRoot = process.getuid?.() === 0;
let disarm = () => {};
beforeAll(() => {
  disarm = armPowerCuts();
});
afterAll(() => disarm());
afterEach(() => onFaultPoint(undefined));

interface Disk {
  readonly top: string;
  mount(): void;
  unmount(): void;
}

/** A disk with two duplicates, mounted on a folder of the tree. */
function makeDisk(box: Sandbox): Disk {
  const [source, top] = [join(box.root, 'disk'), join(box.tree, 'usb')];
  for (const folder of [source, top]) mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', source]);
  onTestFinished(() => void execFileSync('umount', ['-l', source]));
  const disk = {
    top,
    mount: () => void execFileSync('mount', ['--bind', source, top]),
    unmount: () => void execFileSync('umount', ['-l', top]),
  };
  disk.mount();
  onTestFinished(() => {
    if (readdirSync(top).length > 0) disk.unmount();
  });
  for (const name of ['keep', 'victim']) writeFileSync(join(top, name), 'equal');
  return disk;
}

async function dieAt(where: FaultPoint, work: () => Promise<unknown>): Promise<void> {
  // The first results that are journalled come with the intents, before any act.
  const wanted = where === 'journal-results' ? 2 : 1;
  let passed = 0;
  onFaultPoint((point) => {
    if (point === where) passed += 1;
    if (isDead() || passed === wanted) cutPower();
  });
  await work().catch(() => {});
  onFaultPoint(undefined);
  restorePower();
  expect(passed).toBeGreaterThanOrEqual(wanted);
}

async function recoverWithNotices(box: Sandbox): Promise<readonly string[]> {
  const notices: string[] = [];
  await recover({ ...box.options, onNotice: (text) => notices.push(text) });
  return notices;
}

async function takeBack(box: Sandbox): Promise<void> {
  for (const { run, undoable } of listRuns(box.options)) if (undoable > 0) await undoRun(run, box.options);
}

function expectAsBefore(folder: string): void {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.Trash'));
  expect(names.sort()).toEqual(['keep', 'victim']);
  for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).toBe('equal');
}

const pair = (folder: string) => groupOf(fromText(join(folder, 'keep')), fromText(join(folder, 'victim')));

test.skipIf(!isRoot).each<[ActionKind, 'apply' | 'undo', FaultPoint]>([
  ['delete', 'apply', 'unlink'],
  ['delete', 'apply', 'journal-results'],
  ['hardlink', 'apply', 'unlink'],
  ['symlink', 'apply', 'journal-results'],
  ['trash', 'apply', 'check-moved'],
  ['trash', 'apply', 'journal-results'],
  ['delete', 'undo', 'place-copy'],
  ['delete', 'undo', 'journal-results'],
  ['hardlink', 'undo', 'unlink-displaced'],
  ['trash', 'undo', 'check-moved'],
  ['trash', 'undo', 'journal-results'],
])('%s (%s), killed at %s: it stays open until its disk is mounted again', async (kind, phase, where) => {
  const box = sandbox();
  const disk = makeDisk(box);
  const apply = () => applyPlan(planOf(kind, pair(disk.top)), box.options);
  if (phase === 'undo') await apply();
  await dieAt(where, phase === 'undo' ? () => undoRun(undefined, box.options) : apply);

  disk.unmount();
  const away = `1 interrupted action in ${disk.top} cannot be put in order yet: its disk is not mounted there`;
  expect(await recoverWithNotices(box)).toEqual([away]);
  expect(readdirSync(disk.top)).toEqual([]);
  disk.mount();
  expect(await recoverWithNotices(box)).toEqual([expect.stringMatching(/^an interrupted run was put in order/)]);
  await takeBack(box);
  expectAsBefore(disk.top);
});

test('a trash that cannot be found leaves a move into it open', async () => {
  const box = sandbox();
  for (const name of ['keep', 'victim']) box.write(name, 'equal');
  await dieAt('check-moved', () => applyPlan(planOf('trash', pair(box.tree)), box.options));
  const elsewhere = join(box.root, 'elsewhere');
  renameSync(box.trash, elsewhere);
  expect(await recoverWithNotices(box)).toEqual([expect.stringMatching(/cannot be put in order yet/)]);
  renameSync(elsewhere, box.trash);
  expect(await recoverWithNotices(box)).toEqual([expect.stringMatching(/: 1 of 1 open actions had been done/)]);
  await takeBack(box);
  expectAsBefore(box.tree);
});

test.each([
  ['unlink', 0],
  ['journal-results', 1],
] as const)('a disk that has another number is that disk (%s)', async (where, done) => {
  const box = sandbox();
  for (const name of ['keep', 'victim']) box.write(name, 'equal');
  await dieAt(where, () => applyPlan(planOf('delete', pair(box.tree)), box.options));
  // Instead of the disk's, which only a mount can give it: the number in the journal.
  const { dev } = statSync(box.tree);
  const database = new DatabaseSync(join(box.options.stateDir, 'catalogue.sqlite'));
  const numbers = [`"dev":"${dev}"`, `"dev":"${dev + 1}"`] as const;
  database.prepare('UPDATE journal_actions SET intent = replace(intent, ?, ?)').run(...numbers);
  database.close();
  const inOrder = `an interrupted run was put in order: ${done} of 1 open actions had been done`;
  expect(await recoverWithNotices(box)).toEqual([inOrder]);
  expect(readdirSync(box.tree)).toEqual(done === 1 ? ['keep'] : ['keep', 'victim']);
});

const kinds = ['delete', 'symlink', 'trash'] as const;

/** A victim on a disk, two folders deep or at its top, whose survivor is elsewhere. */
function victimOn(box: Sandbox, disk: Disk, folder: string): string {
  const victim = join(disk.top, folder, 'victim');
  mkdirSync(join(disk.top, folder), { recursive: true });
  writeFileSync(victim, 'equal');
  box.write('keep', 'equal');
  return victim;
}

describe.skipIf(!isRoot).each(kinds)('%s, the survivor on another disk', (kind) => {
  test.each(['a/b', ''])(
    'while its disk is not mounted nothing is taken back into the mount point (/%s)',
    async (folder) => {
      const box = sandbox();
      const disk = makeDisk(box);
      const victim = victimOn(box, disk, folder);
      await applyPlan(planOf(kind, groupOf(box.path('keep'), fromText(victim))), box.options);

      disk.unmount();
      expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, failed: 1 });
      expect(box.outcomes.at(-1)?.reason).toBe('its disk is not mounted there');
      expect(readdirSync(disk.top)).toEqual([]);
      disk.mount();
      expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
      expect(readFileSync(victim, 'utf8')).toBe('equal');
    },
  );

  test('a folder that is gone from its disk is made again', async () => {
    const box = sandbox();
    const disk = makeDisk(box);
    const victim = victimOn(box, disk, 'a/b');
    await applyPlan(planOf(kind, groupOf(box.path('keep'), fromText(victim))), box.options);
    rmSync(join(disk.top, 'a'), { recursive: true });
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
    expect(readFileSync(victim, 'utf8')).toBe('equal');
  });
});

test.skipIf(!isRoot).each(['delete', 'hardlink', 'trash'] as const)(
  '%s, the survivor on the same disk: what is not mounted is said, and nothing made',
  async (kind) => {
    const box = sandbox();
    const disk = makeDisk(box);
    mkdirSync(join(disk.top, 'a'));
    for (const name of ['keep', 'victim']) writeFileSync(join(disk.top, 'a', name), 'equal');
    await applyPlan(planOf(kind, pair(join(disk.top, 'a'))), box.options);
    disk.unmount();
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, failed: 1 });
    expect(box.outcomes.at(-1)?.reason).toBe('its disk is not mounted there');
    expect(readdirSync(disk.top)).toEqual([]);
    disk.mount();
    await takeBack(box);
    expectAsBefore(join(disk.top, 'a'));
  },
);

/** Instead of the disk's, which only a mount can give it: the number in the journal. */
function renumber(box: Sandbox, path: string, also = ''): void {
  const { dev } = statSync(path);
  const database = new DatabaseSync(join(box.options.stateDir, 'catalogue.sqlite'));
  const numbers = [`"dev":"${dev}"`, `"dev":"${dev + 1}"`] as const;
  database.prepare('UPDATE journal_actions SET intent = replace(intent, ?, ?)').run(...numbers);
  if (also !== '') database.exec(also);
  database.close();
}

test.skipIf(!isRoot)('a disk that has another number now is known by the folder', async () => {
  const box = sandbox();
  const disk = makeDisk(box);
  const victim = victimOn(box, disk, '');
  await applyPlan(planOf('delete', groupOf(box.path('keep'), fromText(victim))), box.options);
  renumber(box, disk.top);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(readFileSync(victim, 'utf8')).toBe('equal');
});

test('a disk that has another number now is known by the link that stands there', async () => {
  const box = sandbox();
  const [keep, victim] = [box.write('keep', 'equal'), box.write('victim', 'equal')];
  await applyPlan(planOf('symlink', groupOf(keep, victim)), box.options);
  // As a journal of before had it.
  renumber(box, box.tree, "UPDATE journal_actions SET intent = json_remove(intent, '$.folder')");
  renameSync(join(box.tree, 'keep'), join(box.root, 'away'));
  writeFileSync(join(box.tree, 'keep'), 'equal');
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(statSync(join(box.tree, 'victim')).ino).not.toBe(statSync(join(box.tree, 'keep')).ino);
});

test('what is no longer in the trash is said to be so, and no folder made for it', async () => {
  const box = sandbox();
  box.write('keep', 'equal');
  await applyPlan(planOf('trash', groupOf(box.path('keep'), box.write('a/b/victim', 'equal'))), box.options);
  for (const folder of [join(box.tree, 'a'), join(box.trash, 'files', 'victim')]) rmSync(folder, { recursive: true });
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
  expect(box.outcomes.at(-1)?.reason).toBe('it is no longer in the trash');
  expect(existsSync(join(box.tree, 'a'))).toBe(false);
});
