/** What our own link or rename did to change times is no change by somebody else, also where the act failed. */
import { linkSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { BytePath } from '../../src/base/byte-path.ts';
import { type FaultPoint, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, newRunId, planGroups } from '../../src/removal/index.ts';
import type { ActionKind, Plan } from '../../src/removal/types.ts';
import { groupsOf } from './groups.ts';
import type { Sandbox } from './make-sandbox.ts';
import { sandbox } from './sandbox.ts';

afterEach(() => onFaultPoint(undefined));

function failOnceAt(where: FaultPoint): void {
  onFaultPoint((point) => {
    if (point !== where) return;
    onFaultPoint(undefined);
    throw Object.assign(new Error('EPERM, injected'), { code: 'EPERM' });
  });
}

/** File systems count time in steps: the next change is to be seen. */
function waitForClock({ root }: Sandbox): void {
  const probe = join(root, 'probe');
  const now = () => {
    writeFileSync(probe, '');
    return lstatSync(probe, { bigint: true }).ctimeNs;
  };
  for (const start = now(); now() === start; );
  rmSync(probe);
}

function planFor(box: Sandbox, kind: ActionKind, ...paths: readonly BytePath[]): Plan {
  const plan = planGroups(groupsOf(paths), { run: newRunId(), kind, order: (files) => files });
  waitForClock(box);
  return plan;
}

test.each(['stage', 'check-moved', 'unlink'] as const)(
  'a hard link that fails (%s) leaves the next one possible',
  async (where) => {
    const box = sandbox();
    const plan = planFor(box, 'hardlink', ...['keep', 'one', 'two'].map((name) => box.write(name, 'equal')));
    failOnceAt(where);
    const { done } = await applyPlan(plan, box.options);
    expect(box.outcomes.map(({ result, reason }) => [result, reason?.includes('time moved') ?? false])).toEqual([
      [expect.stringMatching(/failed|skipped/), false],
      ['done', false],
    ]);
    expect(done).toBe(1);
    expect(lstatSync(join(box.tree, 'two')).ino).toBe(lstatSync(join(box.tree, 'keep')).ino);
  },
);

test.each(['check-moved', 'unlink'] as const)(
  'a name that cannot be taken away (%s) leaves the other name possible',
  async (where) => {
    const box = sandbox();
    const [keep, one, two] = [box.write('keep', 'equal'), box.write('one', 'equal'), box.path('two')];
    linkSync(join(box.tree, 'one'), join(box.tree, 'two'));
    const plan = planFor(box, 'delete', keep, one, two);
    failOnceAt(where);
    expect(await applyPlan(plan, box.options)).toMatchObject({ done: 1 });
    expect(readdirSync(box.tree).sort()).toEqual(['keep', 'one']);
  },
);
