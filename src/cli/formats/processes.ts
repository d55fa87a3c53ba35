/** Processes for `ps` and `reap`: a table for people, the documented JSON for programs. */
import { styleText } from 'node:util';
import { formatBytes, formatElapsed } from '../../base/quantities.ts';
import type { TreeRow } from '../../system/thread-rows.ts';
import type { ProcessRow } from '../../system/tree.ts';
import type { ProcessInfo, ThreadInfo } from '../../system/types.ts';
import { formatAge, stateWord, titleOf } from '../../system/words.ts';
import { type Column, columnLines } from './columns.ts';

const columns: readonly Column<TreeRow>[] = [
  { title: 'PID', align: 'right', text: (row) => String(row.kind === 'thread' ? row.thread.tid : row.process.pid) },
  {
    title: 'PPID',
    align: 'right',
    text: (row) => String(row.kind === 'thread' ? row.of.process.pid : row.process.ppid),
  },
  { title: 'STATE', align: 'left', text: (row) => stateWord(subjectOf(row).state) },
  { title: 'CPU', align: 'right', text: (row) => `${Math.round(subjectOf(row).cpuPercent)} %` },
  { title: 'MEMORY', align: 'right', text: ofProcess(({ rssBytes }) => formatBytes(rssBytes)) },
  { title: 'THREADS', align: 'right', text: ofProcess(({ threads }) => String(threads)) },
  { title: 'AGE', align: 'right', text: ofProcess(({ startedAt }) => formatAge(Date.now() - startedAt)) },
  { title: 'PROCESS', align: 'left', text: (row) => `${row.branch}${nameOf(row)}` },
  { title: 'COMMAND', align: 'left', text: about },
];

function subjectOf(row: TreeRow): ProcessInfo | ThreadInfo {
  return row.kind === 'thread' ? row.thread : row.process;
}

/** What threads share with their process is said once. */
function ofProcess(text: (process: ProcessInfo) => string): (row: TreeRow) => string {
  return (row) => (row.kind === 'thread' ? '' : text(row.process));
}

function nameOf(row: TreeRow): string {
  return row.kind === 'thread' ? row.thread.name : titleOf(row.process);
}

function about(row: TreeRow): string {
  return row.kind === 'thread'
    ? `thread, ${formatElapsed(row.thread.cpuMs)} of CPU in all`
    : `${blame(row)}${row.process.command}`;
}

export interface TableLook {
  /** Columns of the terminal; undefined where output goes elsewhere. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

export function processTable(rows: readonly TreeRow[], { width, colour }: TableLook): string {
  const [head = '', ...lines] = columnLines(rows, columns, width);
  const painted = lines.map((line, at) => paint(line, rows[at], colour));
  return `${[colour ? style('bold', head) : head, ...painted].join('\n')}\n`;
}

/** The documented fields in their documented order; nothing in them needs escaping for a terminal. */
export function processJson(process: ProcessInfo, threadList?: readonly ThreadInfo[]): Record<string, unknown> {
  const { pid, ppid, startTime, state, name, command, role, rssBytes, threads, zombie, orphan } = process;
  const cpuPercent = roundShare(process.cpuPercent);
  const fields = { pid, ppid, startTime, state, name, command, role, cpuPercent, rssBytes, threads, zombie, orphan };
  if (threadList === undefined) return fields;
  return {
    ...fields,
    threadList: threadList.map((thread) => ({ ...thread, cpuPercent: roundShare(thread.cpuPercent) })),
  };
}

function roundShare(percent: number): number {
  return Math.round(percent * 10) / 10;
}

/** Who is to blame for a zombie, and that an orphan was adopted. */
function blame({ process, negligent }: ProcessRow): string {
  if (process.zombie) {
    return negligent === undefined
      ? 'not waited for by its parent · '
      : `not waited for by ${titleOf(negligent)} (${negligent.pid}) · `;
  }
  return process.orphan ? `adopted by ${process.ppid} · ` : '';
}

function paint(line: string, row: TreeRow | undefined, colour: boolean): string {
  if (!colour || row === undefined || row.kind === 'thread') return line;
  const { process } = row;
  if (process.zombie) return style('red', line);
  return process.orphan ? style('yellow', line) : line;
}

function style(format: 'bold' | 'red' | 'yellow', text: string): string {
  return styleText(format, text, { validateStream: false });
}
