/**
 * A process's name and command line for people. Both are the process's own to choose, so nothing of them reaches a
 * terminal unescaped (CVE-2024-58251).
 */
import { statSync } from 'node:fs';
import { type BytePath, toText } from '../../base/byte-path.ts';
import type { ProcessDescription } from '../backend.ts';
import { readSmallFile } from './kept-file.ts';

/** Longer command lines are cut: nobody reads them, and every row would carry them. */
const longestCommand = 4096;

/** TASK_COMM_LEN without its NUL: the kernel cuts names there. */
const commLength = 15;

/**
 * @param comm raw name from the stat line
 * @param commandLine raw /proc/<pid>/cmdline: arguments that end in NUL; empty for zombies and kernel threads
 */
export function describeCommand(comm: string, commandLine: string): { name: string; command: string } {
  const name = toText(fullName(comm, commandLine) as BytePath);
  const words = commandLine.slice(0, longestCommand).replace(/\0+$/, '').split('\0');
  const command = toText(words.join(' ') as BytePath).trim();
  return { name, command: command === '' ? `[${name}]` : command };
}

export function describeProcess(pid: number, comm: string): ProcessDescription {
  const commandLine = readSmallFile(`/proc/${pid}/cmdline`) ?? '';
  return { ...describeCommand(comm, commandLine), uid: ownerOf(pid) };
}

/** The owner of the folder is the effective user, also where the files in it are root's (proc(5), dumpable). */
function ownerOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}

/** The kernel's name, whole where it was cut, and the program's where it is only that of node's main thread. */
function fullName(comm: string, commandLine: string): string {
  const program = commandLine.slice(0, Math.max(0, commandLine.search(/[\0 ]|$/)));
  const base = program.slice(program.lastIndexOf('/') + 1);
  if (base === '') return comm;
  return comm === 'MainThread' || (comm.length === commLength && base.startsWith(comm)) ? base : comm;
}
