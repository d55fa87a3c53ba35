/** Processes for `ps` and `reap`: a table for people, the documented JSON for programs. */
import { styleText } from 'node:util';
import { formatBytes } from '../../base/quantities.ts';
import type { ProcessRow } from '../../system/tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import { formatAge, stateWord, titleOf } from '../../system/words.ts';
import { type Column, columnLines } from './columns.ts';

const columns: readonly Column<ProcessRow>[] = [
  { title: 'PID', align: 'right', text: ({ process }) => String(process.pid) },
  { title: 'PPID', align: 'right', text: ({ process }) => String(process.ppid) },
  { title: 'STATE', align: 'left', text: ({ process }) => stateWord(process.state) },
  { title: 'CPU', align: 'right', text: ({ process }) => `${Math.round(process.cpuPercent)} %` },
  { title: 'MEMORY', align: 'right', text: ({ process }) => formatBytes(process.rssBytes) },
  { title: 'THREADS', align: 'right', text: ({ process }) => String(process.threads) },
  { title: 'AGE', align: 'right', text: ({ process }) => formatAge(Date.now() - process.startedAt) },
  { title: 'PROCESS', align: 'left', text: (row) => `${row.branch}${titleOf(row.process)}` },
  { title: 'COMMAND', align: 'left', text: (row) => `${blame(row)}${row.process.command}` },
];

export interface TableLook {
  /** Columns of the terminal; undefined where output goes elsewhere. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

export function processTable(rows: readonly ProcessRow[], { width, colour }: TableLook): string {
  const [head = '', ...lines] = columnLines(rows, columns, width);
  const painted = lines.map((line, at) => paint(line, rows[at]?.process, colour));
  return `${[colour ? style('bold', head) : head, ...painted].join('\n')}\n`;
}

/** The documented fields in their documented order; nothing in them needs escaping for a terminal. */
export function processJson(process: ProcessInfo): Record<string, unknown> {
  const { pid, ppid, startTime, state, name, command, role, rssBytes, threads, zombie, orphan } = process;
  const cpuPercent = Math.round(process.cpuPercent * 10) / 10;
  return { pid, ppid, startTime, state, name, command, role, cpuPercent, rssBytes, threads, zombie, orphan };
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

function paint(line: string, process: ProcessInfo | undefined, colour: boolean): string {
  if (!colour || process === undefined) return line;
  if (process.zombie) return style('red', line);
  return process.orphan ? style('yellow', line) : line;
}

function style(format: 'bold' | 'red' | 'yellow', text: string): string {
  return styleText(format, text, { validateStream: false });
}
