import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../base/folders.ts';
import { requireFolder } from '../base/make-folder.ts';

/** Keeps what the screen shows, for SIGUSR1. @returns the path: a new file in the state folder, for its owner alone */
export function saveSnapshot(text: string, now = new Date()): string {
  const folder = stateFolder();
  requireFolder(folder, 0o700);
  const path = join(folder, `screen-${now.toISOString().replaceAll(':', '-')}.txt`);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return path;
}
