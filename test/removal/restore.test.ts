import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { toText } from '../../src/base/byte-path.ts';
import { Digester } from '../../src/removal/digest.ts';
import { applyPlan, undoRun } from '../../src/removal/index.ts';
import { groupOf, planOf, sandbox } from './sandbox.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function openPaths(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // The one that lists them.
    }
  });
}

test.runIf(process.platform === 'linux')('a survivor that cannot be read for undo is closed again', async () => {
  const box = sandbox();
  const keep = box.write('keep', 'same');
  await applyPlan(planOf('delete', groupOf(keep, box.write('go', 'same'))), box.options);
  vi.spyOn(Digester.prototype, 'of').mockImplementation(() => {
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  });
  expect(await undoRun(undefined, box.options)).toMatchObject({ done: 0, skipped: 1 });
  expect(box.outcomes.at(-1)?.reason).toContain('the device failed to read');
  expect(openPaths()).not.toContain(toText(keep));
});
