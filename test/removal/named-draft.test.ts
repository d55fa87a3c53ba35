/** Where there are no files without a name (O_TMPFILE), a killed undo leaves the beginning of a copy under its private name. */
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type FaultPoint, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, recover, undoRun } from '../../src/removal/index.ts';
import type { Sandbox } from './make-sandbox.ts';
import { armPowerCuts, cutPower, isDead, restorePower } from './power-cut.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

vi.mock('../../src/base/c-library.ts', () => ({ cLibrary: () => undefined }));

let disarm = () => {};
beforeAll(() => {
  disarm = armPowerCuts();
});
afterAll(() => disarm());
afterEach(() => onFaultPoint(undefined));

const content = 'ten bytes '.repeat(100);

/** @returns the path of what the killed undo has left */
async function killUndo(box: Sandbox, where: FaultPoint): Promise<string> {
  const [keep, victim] = [box.write('keep', content), box.write('victim', content)];
  utimesSync(join(box.tree, 'victim'), 1e9, 1e9);
  await applyPlan(planOf('delete', groupOf(keep, victim)), box.options);
  onFaultPoint((point) => {
    if (isDead() || point === where) cutPower();
  });
  await expect(undoRun(undefined, box.options)).rejects.toThrow();
  onFaultPoint(undefined);
  restorePower();
  const [draft] = readdirSync(box.tree).filter((name) => name.startsWith('.forkful-'));
  if (draft === undefined) throw new Error('nothing was left');
  return join(box.tree, draft);
}

const restored = (box: Sandbox) => readFileSync(join(box.tree, 'victim'), 'utf8');

test.each([0, 123, content.length])('the first %i bytes go, and the next undo brings the file back', async (length) => {
  const box = sandbox();
  truncateSync(await killUndo(box, 'restore-metadata'), length);
  await recover(box.options);
  expect(readdirSync(box.tree)).toEqual(['keep']);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(restored(box)).toBe(content);
});

test.each([
  ['has other bytes', (draft: string) => appendFileSync(draft, 'written by somebody')],
  ['is all that is left of the content', (draft: string) => rmSync(join(draft, '../keep'))],
])('a beginning that %s is kept, and takes no place', async (_, change) => {
  const box = sandbox();
  const draft = await killUndo(box, 'restore-metadata');
  truncateSync(draft, 123);
  change(draft);
  const expected = readFileSync(draft, 'utf8');
  const notices: string[] = [];
  await recover({ ...box.options, onNotice: (text) => notices.push(text) });
  expect(readdirSync(box.tree)).not.toContain('victim');
  expect(readFileSync(draft, 'utf8')).toBe(expected);
  expect(notices[0]).toBe(`a file that is not known to be elsewhere is kept as ${draft}`);
});

test('a copy that is whole gets its place', async () => {
  const box = sandbox();
  await killUndo(box, 'place-copy');
  await recover(box.options);
  expect(readdirSync(box.tree).sort()).toEqual(['keep', 'victim']);
  expect(restored(box)).toBe(content);
});
