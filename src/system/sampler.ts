/** The system at a steady beat: one sample a tick, none while the last is still being taken. */
import type { SystemBackend } from './backend.ts';
import { Census, type Scope } from './census.ts';
import { openBackend } from './platform.ts';
import { mainRole, RoleReader } from './roles.ts';
import { StorageRates } from './storage-rates.ts';
import type { ProcessKey, SystemSample } from './types.ts';

export interface SamplerOptions {
  readonly intervalMs: number;
  /** Our own tree, or every process of the machine. */
  readonly scope: Scope;
  readonly onSample: (sample: SystemSample) => void;
  /** A tick that failed; the next one tries again. */
  readonly onError?: (error: unknown) => void;
  /** The names of our own children by pid, as their orchestrator knows them. */
  readonly roleOf?: (pid: number) => string | undefined;
  readonly backend?: SystemBackend;
}

export interface Sampler {
  /** Takes a sample at once, so that the answer is seen. */
  setScope(scope: Scope): void;
  setInterval(intervalMs: number): void;
  /** The threads of one process, in each sample from now on, the first at once; undefined: of none. */
  watchThreads(process: ProcessKey | undefined): void;
  stop(): void;
}

export function createSampler(options: SamplerOptions): Sampler {
  let { intervalMs, scope } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let sampling = false;
  let outdated = false;
  let threadsOf: ProcessKey | undefined;
  const opening = Promise.resolve(options.backend ?? openBackend()).then((backend) => new Watch(backend, options));

  const tick = async (): Promise<void> => {
    if (sampling || stopped) return;
    sampling = true;
    outdated = false;
    clearTimeout(timer);
    const began = performance.now();
    try {
      const sample = await (await opening).sample(scope, threadsOf);
      if (!stopped) options.onSample(sample);
    } catch (error) {
      if (!stopped) options.onError?.(error);
    }
    sampling = false;
    if (!stopped) schedule(outdated ? 0 : Math.max(0, intervalMs - (performance.now() - began)));
  };
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void tick(), ms).unref();
  };
  schedule(0);

  return {
    setScope(next) {
      if (next === scope) return;
      scope = next;
      outdated = true;
      void tick();
    },
    setInterval(next) {
      intervalMs = next;
      if (!sampling && !stopped) schedule(next);
    },
    watchThreads(process) {
      threadsOf = process;
      outdated = true;
      void tick();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      opening.then(
        ({ backend }) => backend.close(),
        () => {},
      );
    },
  };
}

/** What is remembered between two samples. */
class Watch {
  readonly backend: SystemBackend;
  readonly #census: Census;
  readonly #storage: StorageRates;

  constructor(backend: SystemBackend, { roleOf }: SamplerOptions) {
    this.backend = backend;
    const roles = new RoleReader((pid) => backend.environment(pid));
    this.#storage = new StorageRates((pid) => backend.storageIo(pid));
    this.#census = new Census({
      isRoot: ({ pid }) => pid === process.pid,
      describe: (reading) => backend.describe(reading),
      roleOf: (shown, { command }) =>
        shown.pid === process.pid ? mainRole : (roleOf?.(shown.pid) ?? roles.roleOf(shown, command)),
    });
  }

  async sample(scope: Scope, threadsOf: ProcessKey | undefined): Promise<SystemSample> {
    const processes = this.#census.take(await this.backend.processes(), scope);
    const cpu = await this.backend.cpu();
    const memory = await this.backend.memory();
    const { read, written } = this.#storage.measure(this.#census.own, performance.now());
    return {
      at: Date.now(),
      cpu,
      memory,
      processes,
      zombies: processes.filter(({ zombie }) => zombie).length,
      orphans: processes.filter(({ orphan }) => orphan).length,
      diskRead: read,
      diskWrite: written,
      ...(threadsOf && { threads: { of: threadsOf, list: await this.backend.threads(threadsOf) } }),
    };
  }
}
