import { readFileSync, writeFileSync } from 'node:fs';
import { libc } from '../base/libc.ts';

/**
 * For a child whose work may be hostile: it alone ends when that work asks for more than `mostBytes` of memory. The
 * kernel refuses what passes the limit (setrlimit(2), RLIMIT_DATA), so the allocation fails, and should the machine run
 * short before, this child is the first to go (proc(5), oom_score_adj). Where neither is known, nothing is bound.
 * @param mostBytes beyond what the process has when it starts
 */
export function boundMemory(mostBytes: number): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
    libc()?.limitData(dataBytes() + mostBytes);
  } catch {
    // No /proc here.
  }
}

function dataBytes(): number {
  const kilobytes = /^VmData:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  return Number(kilobytes) * 1024;
}
