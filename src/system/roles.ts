/**
 * Which processes are forkful's, and what each is for. Our own children are known by pid, from the orchestrator. Those of
 * another forkful carry a mark in the environment they were started with, and a forkful itself shows by its command line.
 */
import type { ProcessKey } from './types.ts';

/** The variable by which a child of ours is known: its value is the name of the worker, `fetch-1`. */
export const roleVariable = 'FORKFUL_ROLE';

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

type Asked = ProcessKey & { readonly command: string; readonly ageMs: number };

/** Younger than this it may stand between fork and exec, with the environment of its parent. */
const settlingMs = 1000;

/** Remembers what each process said it was; asks once. */
export class RoleReader {
  readonly #environment: Environment;
  readonly #known = new Map<number, { readonly startTime: string; readonly role: string | undefined }>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Only a program of node's can be a child of forkful's; a `sleep` that inherited the mark is not. */
  roleOf({ pid, startTime, command, ageMs }: Asked): string | undefined {
    const program = baseNameOf(firstWord(command));
    if (!isNode(program) && !program.startsWith('forkful')) return undefined;
    const known = this.#known.get(pid);
    if (known?.startTime === startTime) return known.role;

    const marked = this.#environment(pid)?.get(roleVariable);
    const role =
      marked !== undefined && rolePattern.test(marked) ? marked : isForkfulCommand(command) ? mainRole : undefined;
    if (ageMs >= settlingMs) this.#known.set(pid, { startTime, role });
    return role;
  }
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
