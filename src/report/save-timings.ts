import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../base/folders.ts';
import { requireFolder } from '../base/make-folder.ts';
import type { Timings } from './timings.ts';

/** A line of JSON a run, for other programs. @returns the path: a new file in the state folder, for its owner alone */
export function saveTimings(timings: Timings, now = new Date()): string {
  const folder = stateFolder();
  requireFolder(folder, 0o700);
  const path = join(folder, `timings-${now.toISOString().replaceAll(':', '-')}.jsonl`);
  writeFileSync(path, timings.toJsonLines(), { mode: 0o600, flag: 'wx' });
  return path;
}
