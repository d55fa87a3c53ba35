/** Who a pid stands for right now: pids are reused, a pid with its start time is not (htop #1441). */
import { existsSync } from 'node:fs';
import { readProcessStat } from './process-stat.ts';
import type { ProcessKey } from './types.ts';

const hasProc = existsSync('/proc/self/stat');

/**
 * The start time that tells this holder of the pid from every other.
 * @returns undefined where there is no such process; a zombie still is one
 */
export function startTimeOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (!hasProc) return startDateFromPs(pid);
  const stat = readProcessStat(pid);
  return stat === undefined ? undefined : String(stat.startTicks);
}

export function keyOf(pid: number): ProcessKey | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** True while the very process that was seen is there; a zombie still is. */
export function isSameProcess(key: ProcessKey): boolean {
  return startTimeOf(key.pid) === key.startTime;
}

/** Where there is no /proc: one run of ps(1), as systeminformation does for the table it returns. */
function startDateFromPs(pid: number): string | undefined {
  try {
    const { execFileSync } = process.getBuiltinModule('node:child_process');
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const date = new Date(text.trim());
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
  } catch {
    return undefined;
  }
}
