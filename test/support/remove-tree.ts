import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs';

/** Removes a folder and all below it, also where permissions were taken away. */
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
