/** A journal that the disk has not kept as it was written. */
import { closeSync, cpSync, existsSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { Failure } from '../../src/base/errors.ts';
import { onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, listRuns, newRunId, undoRun } from '../../src/removal/index.ts';
import { recover } from '../../src/removal/session.ts';
import type { Sandbox } from './make-sandbox.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

afterEach(() => onFaultPoint(undefined));

function catalogueOf(box: Sandbox): string {
  return join(box.options.stateDir, 'catalogue.sqlite');
}

function withNotices(box: Sandbox) {
  const notices: string[] = [];
  return { notices, options: { ...box.options, onNotice: (text: string) => void notices.push(text) } };
}

/** What a flipped bit, or worse, makes of the text of an intent. */
const spoilt = new Map<string, (intent: string) => string>([
  ['a letter in a number', (intent) => intent.replace(/"ino":"(\d)/, '"ino":"p')],
  ['an empty number', (intent) => intent.replace(/"ino":"\d+"/, '"ino":""')],
  ['a number that was text', (intent) => intent.replace(/"ino":"\d+"/, '"ino":5')],
  ['no path', (intent) => intent.replace('"path":', '"paph":')],
  ['a path that begins nowhere', (intent) => intent.replace('"path":"/', '"path":"o')],
  ['another kind', (intent) => intent.replace('"kind":"', '"kind":"x')],
  ['a number alone', () => '5'],
  ['no JSON', (intent) => intent.slice(1)],
]);

test.each([...spoilt])('an interrupted action with %s is given up, others are put in order', async (_, spoil) => {
  const box = sandbox();
  const group = groupOf(...['a', 'b', 'c'].map((name) => box.write(name, 'same')));
  await applyPlan(planOf('delete', group), box.options);
  const database = new DatabaseSync(catalogueOf(box));
  database.exec("UPDATE journal_actions SET state = 'intended'");
  const intent = database.prepare('SELECT intent FROM journal_actions WHERE seq = 0').get()?.intent;
  database.prepare('UPDATE journal_actions SET intent = ? WHERE seq = 0').run(spoil(String(intent)));
  database.close();

  const { notices, options } = withNotices(box);
  await recover(options);
  expect(notices).toContainEqual(expect.stringMatching(/interrupted action .* is damaged: .*; look for \.forkful-/));
  const after = new DatabaseSync(catalogueOf(box));
  const states = after.prepare('SELECT state FROM journal_actions ORDER BY seq').all();
  after.close();
  expect(states).toMatchObject([{ state: 'failed' }, { state: 'done' }]);
});

test.each([...spoilt])('an action with %s cannot be taken back, others of its run can', async (_, spoil) => {
  const box = sandbox();
  const group = groupOf(...['a', 'b', 'c'].map((name) => box.write(name, 'same')));
  await applyPlan(planOf('delete', group), box.options);
  const database = new DatabaseSync(catalogueOf(box));
  const intent = database.prepare('SELECT intent FROM journal_actions WHERE seq = 0').get()?.intent;
  database.prepare('UPDATE journal_actions SET intent = ? WHERE seq = 0').run(spoil(String(intent)));
  database.close();

  const { notices, options } = withNotices(box);
  expect(await undoRun(undefined, options)).toMatchObject({ done: 1, failed: 1 });
  expect(notices).toEqual([expect.stringContaining('its entry in the journal is damaged')]);
  expect(existsSync(join(box.tree, 'b'))).toBe(false);
  expect(readFileSync(join(box.tree, 'c'), 'utf8')).toBe('same');
  await expect(undoRun(undefined, options)).rejects.toThrow('nothing to take back');
});

const pageBytes = 4096;
const removed = 120;

/** A removal of many files, and the pages in which the journal keeps it. */
async function manyRemoved(): Promise<{ readonly box: Sandbox; readonly pages: readonly number[] }> {
  const box = sandbox();
  const paths = Array.from({ length: removed + 1 }, (_, index) =>
    box.write(`f${String(index).padStart(3, '0')}`, 'same'),
  );
  await applyPlan(planOf('delete', groupOf(...paths)), box.options);
  const database = new DatabaseSync(catalogueOf(box));
  database.exec('PRAGMA journal_mode = DELETE');
  const rows = database
    .prepare('SELECT s.pageno AS page FROM dbstat s JOIN sqlite_schema m USING (name) WHERE m.tbl_name = ?')
    .all('journal_actions');
  database.close();
  return { box, pages: rows.map(({ page }) => Number(page)) };
}

function overwrite(path: string, page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageBytes, 0xa5), 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
}

function addPair(box: Sandbox) {
  return planOf('delete', groupOf(box.write('pair/keep', 'two'), box.write('pair/go', 'two')));
}

/** Where in turn each page is damaged that the journal has. */
async function withEachDamaged(check: (box: Sandbox, notices: readonly string[]) => Promise<void>): Promise<void> {
  const { box, pages } = await manyRemoved();
  expect(pages.length).toBeGreaterThan(10);
  for (const page of pages) {
    const stateDir = join(box.root, `state-${page}`);
    cpSync(box.options.stateDir, stateDir, { recursive: true });
    const { notices, options } = withNotices(box);
    const damaged = { ...box, options: { ...options, stateDir } };
    overwrite(catalogueOf(damaged), page);
    await check(damaged, notices);
  }
}

test('whichever page of the journal is damaged, files can be removed and that be taken back', async () => {
  await withEachDamaged(async (box) => {
    const plan = addPair(box);
    // A page beside that of the entry is only met when the entry is written.
    const met = await applyPlan(plan, box.options).catch((error: unknown) => error);
    if (met instanceof Failure) {
      expect(existsSync(join(box.tree, 'pair/go'))).toBe(true);
      expect(await applyPlan({ ...plan, run: newRunId() }, box.options)).toMatchObject({ done: 1 });
      return;
    }
    expect(met).toMatchObject({ done: 1 });
    expect(await undoRun(plan.run, box.options)).toMatchObject({ done: 1 });
  });
});

test('whichever page of the journal is damaged, the runs that are left are listed', async () => {
  await withEachDamaged(async (box) => {
    expect(listRuns(box.options).length).toBeLessThanOrEqual(1);
    expect(listRuns(box.options).length).toBeLessThanOrEqual(1);
  });
});

test('of a journal with a damaged page the rest is taken back', async () => {
  const { box, pages } = await manyRemoved();
  const notices: string[] = [];
  const options = { ...box.options, onNotice: (text: string) => void notices.push(text) };
  overwrite(catalogueOf(box), pages[Math.floor(pages.length / 2)] ?? 0);
  const { done, failed } = await undoRun(undefined, options);
  expect(failed).toBe(0);
  expect(done).toBeGreaterThan(removed / 2);
  expect(readdirSync(box.tree).length).toBe(done + 1);
  expect(notices).toEqual([expect.stringContaining('is damaged; it was set aside')]);
});

test('damage that shows in the middle of a run stops it, and the next start puts all in order', async () => {
  const box = sandbox();
  const paths = Array.from({ length: 4 }, (_, index) => box.write(`f${index}`, 'same'));
  let writes = 0;
  onFaultPoint((point) => {
    if (point !== 'journal-results' || ++writes < 2) return;
    onFaultPoint(undefined);
    const database = new DatabaseSync(catalogueOf(box));
    const page = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'folder_hashes'").get()?.rootpage;
    database.exec('PRAGMA wal_checkpoint');
    database.close();
    overwrite(catalogueOf(box), Number(page));
    throw Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
  });
  const running = applyPlan(planOf('delete', groupOf(...paths)), box.options);
  await expect(running).rejects.toThrow(Failure);
  await expect(running).rejects.toThrow('turned out to be damaged');
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 3, failed: 0 });
  expect(readdirSync(box.tree)).toHaveLength(4);
});
