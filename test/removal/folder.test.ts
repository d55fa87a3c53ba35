import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import { onFaultPoint } from '../../src/removal/faults.ts';
import { Folders } from '../../src/removal/folder.ts';
import { applyPlan } from '../../src/removal/index.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

test('the folders used last stay open, however many there are', () => {
  const box = sandbox();
  const names = ['a', 'b', 'c', 'd'].map((name) => join(box.tree, name));
  for (const name of names) mkdirSync(name);
  const folders = new Folders(2);
  const [a, b, c] = names.map((name) => fromText(name));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three folders');
  const first = folders.open(a);
  folders.open(b);
  expect(folders.open(a)).toBe(first);
  folders.open(c);
  expect(first.at('x' as BytePath)).toContain('x');
  const second = folders.open(b);
  folders.open(c);
  folders.open(a);
  expect(() => second.at('x' as BytePath)).toThrow(/used after it was closed/);
  folders.close();
});

test('a folder that was renamed is opened anew', () => {
  const box = sandbox();
  const path = join(box.tree, 'a');
  mkdirSync(path);
  const folders = new Folders();
  const before = folders.open(fromText(path));
  renameSync(path, `${path}.old`);
  mkdirSync(path);
  writeFileSync(join(path, 'new'), '');
  expect(folders.peek(fromText(path))).toBe(before);
  expect(folders.open(fromText(path)).ino).not.toBe(before.ino);
  expect(folders.peek(fromText(path)).ino).not.toBe(before.ino);
  folders.close();
});

test('victims and survivors in more folders than stay open are all removed', async () => {
  const box = sandbox();
  const groups = Array.from({ length: 120 }, (_, index) => {
    const folder = index % 40;
    const text = `content ${index}`;
    return groupOf(box.write(`a${folder}/${index}`, text), box.write(`b${folder}/${index}`, text));
  });
  expect(await applyPlan(planOf('delete', ...groups), box.options)).toMatchObject({ done: 120, skipped: 0 });
});

test('a folder that takes the place of the one that was looked into keeps its files', async () => {
  const box = sandbox();
  const group = groupOf(
    box.write('keep', 'equal'),
    box.write('folder/first', 'equal'),
    box.write('folder/gone', 'equal'),
  );
  onFaultPoint((point) => {
    if (point !== 'journal-intents') return;
    onFaultPoint(undefined);
    renameSync(join(box.tree, 'folder'), join(box.tree, 'elsewhere'));
    box.write('folder/first', 'another');
  });
  onTestFinished(() => onFaultPoint(undefined));
  expect(await applyPlan(planOf('delete', group), box.options)).toMatchObject({ done: 0, skipped: 2 });
  expect(readdirSync(join(box.tree, 'elsewhere')).sort()).toEqual(['first', 'gone']);
  expect(readFileSync(join(box.tree, 'folder/first'), 'utf8')).toBe('another');
});
