import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { applyPlan } from '../../src/removal/index.ts';
import { scanned } from './groups.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

vi.mock('../../src/removal/network.ts', () => ({ identityIsUnstable: () => true }));

test('jdupes #103 #160: where inode numbers change by themselves, the content decides alone', async () => {
  const box = sandbox();
  const plan = planOf('delete', groupOf(box.write('keep', 'equal'), box.write('victim', 'equal')));
  const victim = plan.actions[0]?.victim;
  const renumbered = {
    ...plan,
    actions: plan.actions.map((action) => ({ ...action, victim: { ...action.victim, ino: 1n } })),
  };
  expect(victim).toEqual(scanned(box.path('victim')));
  expect(await applyPlan(renumbered, box.options)).toMatchObject({ done: 1 });
});

test('and a difference in content still saves the file', async () => {
  const box = sandbox();
  const plan = planOf('delete', groupOf(box.write('keep', 'equal'), box.write('victim', 'other')));
  writeFileSync(join(box.tree, 'new'), 'EQUAL');
  renameSync(join(box.tree, 'new'), join(box.tree, 'victim'));
  expect(await applyPlan(plan, box.options)).toMatchObject({ done: 0, skipped: 1 });
});
