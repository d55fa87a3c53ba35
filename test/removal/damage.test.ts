/** A journal that the disk has not kept as it was written. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { applyPlan, undoRun } from '../../src/removal/index.ts';
import { recover } from '../../src/removal/session.ts';
import type { Sandbox } from './make-sandbox.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

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
