/**
 * The demo's temporary folder, which is to be gone when the demo is. It goes with an orderly end; with a hurried one, as
 * after a second Ctrl-C, at the exit; and what a killed run left behind goes at the next start, told by its name.
 */
import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSameProcess, keyOf } from '../system/process-identity.ts';

export interface DemoFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Children that are still writing there may put a name into a folder that is about to go. */
const patience = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;

export function makeDemoFolder(): DemoFolder {
  const self = keyOf(process.pid);
  const path = mkdtempSync(join(realpathSync(tmpdir()), `forkful-demo-${process.pid}-${self?.startTime ?? '0'}-`));
  const removeAtExit = (): void => {
    try {
      rmSync(path, patience);
    } catch {
      // The next start takes it away.
    }
  };
  process.once('exit', removeAtExit);
  return {
    path,
    async remove() {
      await rm(path, patience);
      process.off('exit', removeAtExit);
    },
  };
}

/** Takes away the folders of runs that are over: ours, real folders, named after a process that is gone. */
export function sweepDemoFolders(): readonly string[] {
  const folder = realpathSync(tmpdir());
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (!isLeftOver(name, path)) return [];
    rmSync(path, patience);
    return [path];
  });
}

function isLeftOver(name: string, path: string): boolean {
  const [, pid, startTime = ''] = /^forkful-demo-(\d+)-(\d+)-\w{6}$/.exec(name) ?? [];
  if (pid === undefined || isSameProcess({ pid: Number(pid), startTime })) return false;
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}
