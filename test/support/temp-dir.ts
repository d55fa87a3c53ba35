import { chmodSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

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

export function removeTree(dir: string): void {
  restorePermissions(Buffer.from(dir));
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

/** By bytes: a test may have made names that are not UTF-8. */
function restorePermissions(dir: Buffer): void {
  const stat = lstatSync(dir, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return;
  if ((stat.mode & 0o700) !== 0o700) chmodSync(dir, 0o700);
  for (const entry of readdirSync(dir, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) restorePermissions(Buffer.concat([dir, Buffer.from('/'), entry.name]));
  }
}
