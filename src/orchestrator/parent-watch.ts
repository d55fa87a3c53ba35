/**
 * Runs in a thread of each forked child and ends the child within a second of its parent's end, whatever its event loop
 * is doing. An orphan is adopted by init or by another subreaper, so a parent other than the expected one is the sign.
 */
import { workerData } from 'node:worker_threads';

export interface WatchData {
  /** Pid of the parent; from before the fork, so that a parent which died at once is noticed too. */
  readonly parent: number;
}

const lookMs = 200;
const { parent } = workerData as WatchData;

function look(): void {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}

look();
setInterval(look, lookMs);
