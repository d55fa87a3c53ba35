import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { removeTree } from './remove-tree.ts';

export { removeTree } from './remove-tree.ts';

/** A folder of its own for one test, removed when the test ends, also where the test took permissions away. */
export function tempDir(): string {
  const dir = makeTempDir();
  onTestFinished(() => removeTree(dir));
  return dir;
}

/** One that the caller removes: where tests run side by side there is no one test to end. */
export function makeTempDir(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'forkful-test-'));
}
