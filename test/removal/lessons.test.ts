/** How other programs lost people's files, a test each. Names like `fclones #84` are that project's issue. */
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type FaultPoint, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, planMarked, regroup, undoRun } from '../../src/removal/index.ts';
import type { ActionKind, Plan } from '../../src/removal/types.ts';
import { scanned } from './groups.ts';
import type { Sandbox } from './make-sandbox.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

afterEach(() => onFaultPoint(undefined));

const displacing: readonly ActionKind[] = ['delete', 'hardlink', 'symlink'];
const every: readonly ActionKind[] = ['trash', ...displacing];

function pair(box: Sandbox, content = 'equal content'): Plan['actions'][number]['victim'][] {
  return [scanned(box.write('a/keep', content)), scanned(box.write('b/victim', content))];
}

/** A plan as a program with a fault might make it: past plan.ts, so that verification alone stands in the way. */
function forged(kind: ActionKind, [survivor, victim]: Plan['actions'][number]['victim'][]): Plan {
  if (survivor === undefined || victim === undefined) throw new Error('a pair is needed');
  return {
    run: `forged-${kind}-${Math.random()}`,
    refused: [],
    actions: [{ kind, victim, survivor, bytes: victim.size }],
  };
}

function at(wanted: FaultPoint, deed: () => void): void {
  let done = false;
  onFaultPoint((point) => {
    if (point !== wanted || done) return;
    done = true;
    deed();
  });
}

async function expectSkipped(box: Sandbox, plan: Plan, reason: RegExp): Promise<void> {
  expect(await applyPlan(plan, box.options)).toMatchObject({ done: 0, skipped: 1, failed: 0 });
  expect(box.outcomes.at(-1)?.reason).toMatch(reason);
}

test.each(every)('fclones #84: a file rewritten with size and mtime put back is not touched by %s', async (kind) => {
  const box = sandbox();
  const files = pair(box);
  const path = join(box.tree, 'b/victim');
  const { atime, mtime } = lstatSync(path);
  writeFileSync(path, 'EQUAL content');
  utimesSync(path, atime, mtime);
  await expectSkipped(box, forged(kind, files), /was (changed|modified) since the scan/);
  expect(readFileSync(path, 'utf8')).toBe('EQUAL content');
});

test('fclones #84: a report of any age is believed in nothing but its paths', async () => {
  const box = sandbox();
  const paths = [
    box.write('a', 'was equal'),
    box.write('b', 'WAS EQUAL'),
    box.write('c', 'was equal'),
    box.path('gone'),
  ];
  const { groups, missing } = await regroup([paths], () => false, new AbortController().signal);
  expect(groups.map(({ files }) => files.map(({ path }) => path))).toEqual([[paths[0], paths[2]]]);
  expect(missing).toEqual([{ path: paths[3], reason: 'no such file or folder' }]);
});

test('fclones dedupe.rs: the lock is held from the first step to the last', async () => {
  const box = sandbox();
  const second = planOf('delete', groupOf(box.write('x', '2'), box.write('y', '2')));
  const refusals: unknown[] = [];
  const tries: Promise<void>[] = [];
  onFaultPoint(() => {
    onFaultPoint(undefined);
    tries.push(
      applyPlan(second, box.options).then(
        () => {},
        (error: unknown) => void refusals.push(error),
      ),
    );
  });
  await applyPlan(forged('delete', pair(box)), box.options);
  await Promise.all(tries);
  expect(refusals).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/another forkful is removing/) }),
  ]);
  expect(await applyPlan(second, box.options)).toMatchObject({ done: 1 });
});

test('fclones #196: a hard link across file systems is refused, and nothing put in its place', async ({ skip }) => {
  const [here, there] = [sandbox(), sandbox(tmpdir())];
  const files = [scanned(here.write('keep', 'equal')), scanned(there.write('victim', 'equal'))];
  skip(files[0]?.dev === files[1]?.dev, 'needs two file systems');
  expect(planOf('hardlink', { size: 5, hash: '', files }).refused[0]?.reason).toMatch(/on another file system/);
  expect(await applyPlan(forged('hardlink', files), here.options)).toMatchObject({ failed: 1 });
  expect(here.outcomes.at(-1)?.reason).toBe('a hard link cannot be made: the two files are on different file systems');
  expect(lstatSync(join(there.tree, 'victim')).isFile()).toBe(true);
  expect(readdirSync(there.tree)).toEqual(['victim']);
});

test.each(every)('rmlint #672: files without a hash are compared all the same before %s', async (kind) => {
  const box = sandbox();
  const group = { ...groupOf(box.write('a', 'one content'), box.write('b', 'two content')), hash: '' };
  await expectSkipped(box, planOf(kind, group), /content differs/);
});

test.each(['hardlink', 'symlink'] as const)(
  'rdfind #5: a %s that cannot be made leaves the file alone',
  async (kind) => {
    const box = sandbox();
    const plan = forged(kind, pair(box));
    at('make-replacement', () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    expect(await applyPlan(plan, box.options)).toMatchObject({ failed: 1 });
    expect(readdirSync(join(box.tree, 'b'))).toEqual(['victim']);
    expect(lstatSync(join(box.tree, 'b/victim')).isFile()).toBe(true);
  },
);

test.each(every)('fdupes #173, czkawka #417: one file by two paths is never its own duplicate (%s)', async (kind) => {
  const box = sandbox();
  box.write('real/file', 'only once');
  symlinkSync(join(box.tree, 'real'), join(box.tree, 'alias'));
  const files = [scanned(box.path('real/file')), scanned(box.path('alias/file'))];
  expect(planOf(kind, { size: 9, hash: '', files })).toMatchObject({ actions: [] });
  await expectSkipped(box, forged(kind, files), /lead to one and the same file/);
  expect(readFileSync(join(box.tree, 'real/file'), 'utf8')).toBe('only once');
});

test.each(every)('geeqie #782: a survivor that became a link to the victim saves the victim from %s', async (kind) => {
  const box = sandbox();
  const files = pair(box);
  unlinkSync(join(box.tree, 'a/keep'));
  symlinkSync(join(box.tree, 'b/victim'), join(box.tree, 'a/keep'));
  await expectSkipped(box, forged(kind, files), /the file that should stay is a symbolic link now/);
  expect(existsSync(join(box.tree, 'b/victim'))).toBe(true);
});

test.each(every)('dupeGuru PR #1415: an equal inode number on another device is another file (%s)', async (kind) => {
  const box = sandbox();
  const [survivor, victim] = pair(box);
  if (survivor === undefined || victim === undefined) throw new Error('a pair');
  await expectSkipped(box, forged(kind, [survivor, { ...victim, dev: victim.dev + 1n }]), /it is another file now/);
});

test('dupeGuru #550: nothing is called trashed that was not seen in the trash', async () => {
  const box = sandbox();
  const plan = forged('trash', pair(box));
  at('check-moved', () => renameSync(join(box.trash, 'files/victim'), join(box.root, 'taken')));
  const summary = await applyPlan(plan, box.options);
  expect(summary).toMatchObject({ done: 0, failed: 1 });
  expect(box.outcomes.at(-1)?.reason).toMatch(/could not be confirmed/);
});

test('czkawka #182: a whole marked group keeps its first file, by name', () => {
  const box = sandbox();
  const group = groupOf(box.write('a', 'x'), box.write('b', 'x'), box.write('c', 'x'));
  const plan = planMarked('run', 'delete', [{ group, victims: group.files }]);
  expect(plan.actions.map(({ victim }) => victim.path)).toEqual([box.path('b'), box.path('c')]);
  expect(plan.refused).toEqual([{ path: box.path('a'), reason: 'one file of each group always stays' }]);
});

test.each(every)('jdupes, fdupes: the survivor is looked at again, too, before %s', async (kind) => {
  const box = sandbox();
  const files = pair(box);
  writeFileSync(join(box.tree, 'a/keep'), 'other content');
  await expectSkipped(box, forged(kind, files), /the file that should stay was modified since the scan/);
});

test.each(every)('dupeGuru big files: one byte in the middle of megabytes saves a file from %s', async (kind) => {
  const box = sandbox();
  const bytes = Buffer.alloc(3_000_000, 'x');
  const survivor = box.write('keep', '');
  writeFileSync(join(box.tree, 'keep'), bytes);
  bytes[1_500_000] = 0;
  writeFileSync(join(box.tree, 'victim'), bytes);
  await expectSkipped(box, forged(kind, [scanned(survivor), scanned(box.path('victim'))]), /content differs/);
});

test.each(every)('a victim that is swapped for another file right before %s moves it comes back', async (kind) => {
  const box = sandbox();
  const plan = forged(kind, pair(box));
  at(kind === 'trash' ? 'move-to-trash' : 'stage', () => {
    writeFileSync(join(box.tree, 'b/new'), 'something precious');
    renameSync(join(box.tree, 'b/new'), join(box.tree, 'b/victim'));
  });
  await expectSkipped(box, plan, /replaced or changed at the last moment/);
  expect(readFileSync(join(box.tree, 'b/victim'), 'utf8')).toBe('something precious');
  expect(readdirSync(join(box.tree, 'b'))).toEqual(['victim']);
});

test.each(every)('a survivor that goes before the last look at it has the victim put back (%s)', async (kind) => {
  const box = sandbox();
  const plan = forged(kind, pair(box));
  at('check-survivor', () => unlinkSync(join(box.tree, 'a/keep')));
  await expectSkipped(box, plan, /^the file that should stay changed at the last moment$/);
  expect(readFileSync(join(box.tree, 'b/victim'), 'utf8')).toBe('equal content');
  expect(readdirSync(join(box.tree, 'b'))).toEqual(['victim']);
});

test.each(displacing)(
  'a survivor that goes in the very moment of the unlink has the victim written back (%s)',
  async (kind) => {
    const box = sandbox();
    const plan = forged(kind, pair(box));
    at('unlink', () => unlinkSync(join(box.tree, 'a/keep')));
    await expectSkipped(box, plan, /this one was written back/);
    expect(readFileSync(join(box.tree, 'b/victim'), 'utf8')).toBe('equal content');
    expect(readdirSync(join(box.tree, 'b'))).toEqual(['victim']);
  },
);

test('a name that is taken again is never overwritten by undo', async () => {
  for (const kind of ['trash', 'delete'] as const) {
    const box = sandbox();
    await applyPlan(forged(kind, pair(box)), box.options);
    box.write('b/victim', 'new work');
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
    expect(box.outcomes.at(-1)?.reason).toBe('something else has its name now');
    expect(readFileSync(join(box.tree, 'b/victim'), 'utf8')).toBe('new work');
  }
});

test('undo copies nothing back from a survivor whose content changed', async () => {
  const box = sandbox();
  await applyPlan(forged('delete', pair(box)), box.options);
  truncateSync(join(box.tree, 'a/keep'), 3);
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
  expect(box.outcomes.at(-1)?.reason).toMatch(/nothing to copy it from/);
  expect(existsSync(join(box.tree, 'b/victim'))).toBe(false);
});

test('a folder that went away with its trashed file is made again by undo', async () => {
  const box = sandbox();
  await applyPlan(forged('trash', pair(box)), box.options);
  renameSync(join(box.tree, 'b'), join(box.tree, 'elsewhere'));
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 1 });
  expect(readFileSync(join(box.tree, 'b/victim'), 'utf8')).toBe('equal content');
});

test.each(displacing)(
  'a survivor that goes while undo copies it leaves the copy, whatever has its place (%s)',
  async (kind) => {
    const box = sandbox();
    await applyPlan(forged(kind, pair(box)), box.options);
    at('place-copy', () => {
      unlinkSync(join(box.tree, 'a/keep'));
      writeFileSync(join(box.tree, 'b/new'), 'in the way');
      renameSync(join(box.tree, 'b/new'), join(box.tree, 'b/victim'));
    });
    expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, failed: 1 });
    const names = readdirSync(join(box.tree, 'b'));
    expect(names.map((name) => readFileSync(join(box.tree, 'b', name), 'utf8')).sort()).toEqual([
      'equal content',
      'in the way',
    ]);
    expect(box.outcomes.at(-1)?.reason).toMatch(/a copy is kept as .*\.forkful-/);
  },
);
