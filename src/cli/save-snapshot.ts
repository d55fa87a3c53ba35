import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../base/folders.ts';

/** Keeps what the screen shows, for SIGUSR1. @returns the path: a new file in the state folder, for its owner alone */
export function saveSnapshot(text: string, now = new Date()): string {
  const folder = stateFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `screen-${now.toISOString().replaceAll(':', '-')}.txt`);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return path;
}
