/**
 * /proc/<pid>/stat (proc_pid_stat(5)): the one file that tells a process's state, parent, times, memory and threads. The
 * name stands in parentheses and may hold spaces, newlines and parentheses itself, so fields are counted from the last
 * `)`. Parsed from bytes without a string in between: the process table does this for every process at every tick.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ProcessState } from './types.ts';

export interface ProcessStat {
  readonly pid: number;
  /** Raw, as latin1: one character a byte, at most 15, or 63 for a kernel thread. Not safe to print. */
  readonly comm: string;
  readonly state: ProcessState;
  readonly ppid: number;
  /** Process group; of a kernel thread 0. */
  readonly group: number;
  readonly session: number;
  /** Clock ticks spent in user and kernel mode by all threads, ended ones included. */
  readonly cpuTicks: number;
  readonly threads: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
  readonly rssPages: number;
  /** PF_KTHREAD is set: a thread of the kernel, without memory or command line. */
  readonly kernelThread: boolean;
}

/** Longer than any line the kernel writes: 52 numbers of at most 20 digits, and the name. */
export const statBufferSize = 2048;

const space = 0x20;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const minus = 0x2d;
const zero = 0x30;

const kernelThreadFlag = 0x00200000; // PF_KTHREAD, linux/sched.h

const states: ReadonlySet<string> = new Set<ProcessState>(['R', 'S', 'D', 'T', 't', 'Z', 'X', 'I']);

/** @returns undefined where the bytes are no stat line */
export function parseProcessStat(line: Buffer, length = line.length): ProcessStat | undefined {
  const nameStart = line.indexOf(openParenthesis);
  const nameEnd = line.lastIndexOf(closeParenthesis, length - 1);
  if (nameStart < 1 || nameEnd <= nameStart || nameEnd >= length) return undefined;

  const cursor = { at: 0 };
  const pid = nextNumber(line, length, cursor);
  const state = String.fromCharCode(line[nameEnd + 2] ?? 0);
  cursor.at = nameEnd + 4; // field 4
  const ppid = nextNumber(line, length, cursor);
  const group = nextNumber(line, length, cursor);
  const session = nextNumber(line, length, cursor);
  skipFields(line, length, cursor, 2); // 7 tty_nr, 8 tpgid
  const flags = nextNumber(line, length, cursor);
  skipFields(line, length, cursor, 4); // 10–13 page faults
  const userTicks = nextNumber(line, length, cursor);
  const kernelTicks = nextNumber(line, length, cursor);
  skipFields(line, length, cursor, 4); // 16 cutime, 17 cstime, 18 priority, 19 nice
  const threads = nextNumber(line, length, cursor);
  skipFields(line, length, cursor, 1); // 21 itrealvalue
  const startTicks = nextNumber(line, length, cursor);
  skipFields(line, length, cursor, 1); // 23 vsize
  const rssPages = nextNumber(line, length, cursor);
  if (Number.isNaN(pid) || Number.isNaN(rssPages)) return undefined;

  return {
    pid,
    comm: line.toString('latin1', nameStart + 1, nameEnd),
    state: isState(state) ? state : '?',
    ppid,
    group,
    session,
    cpuTicks: userTicks + kernelTicks,
    threads,
    startTicks,
    rssPages,
    kernelThread: (flags & kernelThreadFlag) !== 0,
  };
}

/** Of one process. */
export function sameStat(a: ProcessStat, b: ProcessStat): boolean {
  return (
    a.cpuTicks === b.cpuTicks &&
    a.rssPages === b.rssPages &&
    a.state === b.state &&
    a.ppid === b.ppid &&
    a.threads === b.threads &&
    a.startTicks === b.startTicks &&
    a.comm === b.comm &&
    a.group === b.group &&
    a.session === b.session
  );
}

/** @returns undefined where there is no such process, or no /proc */
export function readProcessStat(pid: number): ProcessStat | undefined {
  let fd: number;
  try {
    fd = openSync(`/proc/${pid}/stat`, 'r');
  } catch {
    return undefined;
  }
  try {
    const line = Buffer.allocUnsafe(statBufferSize);
    return parseProcessStat(line, readSync(fd, line, 0, statBufferSize, 0));
  } catch {
    return undefined; // it ended between open and read: ESRCH
  } finally {
    closeSync(fd);
  }
}

function isState(letter: string): letter is ProcessState {
  return states.has(letter);
}

interface Cursor {
  at: number;
}

/** Reads the number at the cursor and moves behind the space that ends it; NaN at the end of the line. */
function nextNumber(line: Buffer, length: number, cursor: Cursor): number {
  let at = cursor.at;
  if (at >= length) return Number.NaN;
  const negative = line[at] === minus;
  if (negative) at += 1;
  let value = 0;
  for (; at < length; at++) {
    const digit = (line[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  cursor.at = at + 1;
  return negative ? -value : value;
}

function skipFields(line: Buffer, length: number, cursor: Cursor, count: number): void {
  let at = cursor.at;
  for (let left = count; left > 0 && at < length; at++) if (line[at] === space) left -= 1;
  cursor.at = at;
}
