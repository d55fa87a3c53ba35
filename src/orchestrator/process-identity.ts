/** Who a pid is: a pid alone is reused, with the start time it is one process for ever. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:process';
import type { ProcessKey } from '../system/types.ts';

/** Undefined where there is no such process (a zombie still is one). */
export function processKey(pid: number): ProcessKey | undefined {
  const startTime = platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

export function isAlive({ pid, startTime }: ProcessKey): boolean {
  return processKey(pid)?.startTime === startTime;
}

let own: ProcessKey | undefined;

export function ownKey(): ProcessKey {
  own ??= processKey(process.pid) ?? { pid: process.pid, startTime: '?' };
  return own;
}

/** proc(5): the command in parentheses may itself hold parentheses and spaces; the start time is field 22. */
function startTimeFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return new Date(text.trim()).toISOString();
  } catch {
    return undefined;
  }
}
