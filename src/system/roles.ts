/**
 * Which processes are forkful's, and what each is for. Our own children are known by pid, from the orchestrator. Those of
 * another forkful carry a mark in the environment they were started with, and a forkful itself shows by its command line.
 */
import { parseRun, roleVariable, runVariable } from '../orchestrator/environment.ts';
import type { ProcessKey } from './types.ts';

/** The role of a forkful that nobody else's child is. */
export const mainRole = 'forkful';

type Environment = (pid: number) => ReadonlyMap<string, string> | undefined;

const rolePattern = /^[a-z]+(?:-\d+)?$/;

/** True of `forkful …`, `node …/bin/forkful.js …` and `node --flag …/forkful …`, as the command line shows them. */
export function isForkfulCommand(command: string): boolean {
  const [program = '', ...rest] = command.split(' ');
  const base = baseNameOf(program);
  if (base === 'forkful') return true;
  if (!isNode(base)) return false;
  const script = baseNameOf(rest.find((word) => !word.startsWith('-')) ?? '');
  return script === 'forkful' || script === 'forkful.js';
}

type Asked = ProcessKey & { readonly startedAt: number };

interface Mark {
  readonly role: string | undefined;
  /** The forkful that a child belongs to. */
  readonly parent: ProcessKey | undefined;
}

const unmarked: Mark = { role: undefined, parent: undefined };

/** Younger than this it may stand between fork and exec, with the environment of its parent. */
const settlingMs = 1000;

/** Remembers what each process said it was; asks once. */
export class RoleReader {
  readonly #environment: Environment;
  readonly #known = new Map<number, { readonly startTime: string; readonly mark: Mark }>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  roleOf(process: Asked, command: string): string | undefined {
    return this.markOf(process, command).role;
  }

  /** Only a program of node's can be a child of forkful's; a `sleep` that inherited the mark is not. */
  markOf({ pid, startTime, startedAt }: Asked, command: string): Mark {
    const program = baseNameOf(firstWord(command));
    if (!isNode(program) && !program.startsWith('forkful')) return unmarked;
    const known = this.#known.get(pid);
    if (known?.startTime === startTime) return known.mark;
    const mark = readMark(command, this.#environment(pid));
    if (Date.now() - startedAt >= settlingMs) this.#known.set(pid, { startTime, mark });
    return mark;
  }
}

function readMark(command: string, environment: ReadonlyMap<string, string> | undefined): Mark {
  const role = environment?.get(roleVariable);
  if (role !== undefined && rolePattern.test(role)) return { role, parent: parseRun(environment?.get(runVariable)) };
  // The environment is gone with a zombie, and closed to other users; the title that a child gave itself is not.
  const titled = /^forkful ([a-z]+-\d+)$/.exec(command)?.[1];
  return { role: titled ?? (isForkfulCommand(command) ? mainRole : undefined), parent: undefined };
}

function isNode(program: string): boolean {
  return program === 'node' || program === 'nodejs';
}

function firstWord(text: string): string {
  const end = text.indexOf(' ');
  return end < 0 ? text : text.slice(0, end);
}

function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
