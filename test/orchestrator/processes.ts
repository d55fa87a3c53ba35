import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess } from '../../src/system/process-identity.ts';
import { readProcessStat } from '../../src/system/process-stat.ts';
import type { ProcessKey } from '../../src/system/types.ts';

/** A zombie does not run: it waits for its parent to look at it. */
export function isRunning(key: ProcessKey): boolean {
  return isSameProcess(key) && readProcessStat(key.pid)?.state !== 'Z';
}

export async function untilGone(key: ProcessKey): Promise<void> {
  while (isRunning(key)) await sleep(5);
}
