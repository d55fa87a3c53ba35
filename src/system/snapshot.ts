/** One look at the machine, for a command that prints and ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessReading, SystemBackend } from './backend.ts';
import { Census, type Scope } from './census.ts';
import { openBackend } from './platform.ts';
import { mainRole, RoleReader } from './roles.ts';
import { processId } from './tree.ts';
import type { ProcessInfo, ThreadInfo } from './types.ts';

/** Milliseconds between the two readings that a share of CPU needs. */
const windowMs = 200;

export interface SnapshotOptions {
  /** `own`: every forkful of this user that runs, with its children; `all`: the whole machine. */
  readonly scope: Scope;
  /** Also the threads of each process. */
  readonly threads?: boolean;
  /** A test's own; closed afterwards. */
  readonly backend?: SystemBackend;
}

export interface Snapshot {
  readonly processes: readonly ProcessInfo[];
  /** By the id of the process; empty unless asked for. */
  readonly threads: ReadonlyMap<string, readonly ThreadInfo[]>;
}

export async function takeSnapshot({ scope, threads = false, backend }: SnapshotOptions): Promise<Snapshot> {
  const source = backend ?? (await openBackend());
  try {
    const watch = new ForkfulWatch(source);
    const look = async (): Promise<Snapshot> => {
      const processes = watch.take(await source.processes(), scope);
      return { processes, threads: threads ? await threadsOf(processes, source) : new Map() };
    };
    await look();
    await sleep(windowMs);
    return await look();
  } finally {
    source.close();
  }
}

async function threadsOf(processes: readonly ProcessInfo[], source: SystemBackend): Promise<Snapshot['threads']> {
  const threads = new Map<string, readonly ThreadInfo[]>();
  for (const process of processes) {
    if (!process.zombie) threads.set(processId(process), await source.threads(process));
  }
  return threads;
}

/** Finds the forkfuls among all processes, and takes what belongs to them. */
export class ForkfulWatch {
  readonly #backend: SystemBackend;
  readonly #roles: RoleReader;
  readonly #census: Census;
  #mains: ReadonlySet<number> = new Set();

  constructor(backend: SystemBackend) {
    this.#backend = backend;
    this.#roles = new RoleReader((pid) => backend.environment(pid));
    this.#census = new Census({
      isRoot: ({ pid }) => this.#mains.has(pid),
      describe: (reading) => backend.describe(reading),
      roleOf: (shown, { command }) =>
        this.#roles.roleOf(shown, command) ?? (this.#mains.has(shown.pid) ? mainRole : undefined),
    });
  }

  take(readings: readonly ProcessReading[], scope: Scope): ProcessInfo[] {
    this.#mains = this.#findRoots(readings);
    return this.#census.take(readings, scope);
  }

  /** A forkful by its command line, or because a child names it; a child whose forkful has died stands for itself. */
  #findRoots(readings: readonly ProcessReading[]): ReadonlySet<number> {
    const roots = new Set([process.pid]);
    const startTimes = new Map(readings.map(({ pid, startTime }) => [pid, startTime]));
    const user = process.getuid?.();
    for (const reading of readings) {
      if (reading.kernelThread) continue;
      const { command, uid } = this.#backend.describe(reading);
      if (uid !== user) continue;
      const { role, parent } = this.#roles.markOf(reading, command);
      if (role !== undefined) roots.add(reading.pid);
      if (parent !== undefined && startTimes.get(parent.pid) === parent.startTime) roots.add(parent.pid);
    }
    return roots;
  }
}
