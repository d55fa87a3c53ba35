/** After a crash, a disk, or the trash on it, may not be there, or have another number when it is. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
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
