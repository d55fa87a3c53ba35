import { statSync } from 'node:fs';
import { type BytePath, fromText, toFs, toText } from '../base/byte-path.ts';
import { reasonOf, UsageError } from '../base/errors.ts';
import type { Run } from './invocation.ts';
import { resembling } from './resembling.ts';
import { commands } from './table.ts';

export const run: Run = async ({ operands }) => {
  const roots = operands.length > 0 ? operands : [fromText(process.cwd())];
  for (const root of roots) requireFolder(root);
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    throw new UsageError('the screen needs a terminal; in a script use forkful scan, get, dedupe: see forkful --help');
  }
  throw new UsageError('the screen is being built');
};

/** A word that is no folder may be a command with a slip of the finger. */
function requireFolder(path: BytePath): void {
  let reason = 'not a folder';
  try {
    if (statSync(toFs(path)).isDirectory()) return;
  } catch (error) {
    reason = reasonOf(error);
  }
  const meant = resembling(
    path,
    commands.map((row) => row.name),
  );
  const hint = meant === undefined ? '' : `; did you mean forkful ${meant}?`;
  throw new UsageError(`${toText(path)}: ${reason}${hint}`);
}
