/** How processes are spoken of. */
import type { ProcessInfo, ProcessState } from './types.ts';

const stateWords: Readonly<Record<ProcessState, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'on disk', // uninterruptible, nearly always input or output
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  X: 'dead',
  I: 'idle',
  '?': 'unknown',
};

export function stateWord(state: ProcessState): string {
  return stateWords[state];
}

/** `fetch-1` of our own, the program's name of others. */
export function titleOf({ role, name }: Pick<ProcessInfo, 'role' | 'name'>): string {
  return role ?? name;
}

/** `2:05`, `1:02:03`, `3d 04:05`: the age of a process, in at most nine columns. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const days = Math.floor(minutes / 1440);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (days > 0) return `${days}d ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  const seconds = two(Math.floor(ms / 1000) % 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${seconds}` : `${minutes}:${seconds}`;
}
