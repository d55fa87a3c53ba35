import { Failure, reasonOf } from '../base/errors.ts';
import { PoolClosed, TaskSetAside } from '../orchestrator/errors.ts';
import { createPool } from '../orchestrator/pool.ts';
import type { EntryName, Pool, PoolOptions } from '../orchestrator/types.ts';
import type { Preview, PreviewEvent, PreviewResult, PreviewTask } from './types.ts';

/** Looks at files in a child that may die of them: what it does then, or takes too long for, is told as a failure. */
export interface Previewer {
  /**
   * @param onPreview called with all that is known, each time that more is, and at the end
   * @param signal the newer request has come: nothing more is told
   */
  look(task: PreviewTask, onPreview: (preview: Preview) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface PreviewerOptions extends Pick<PoolOptions<never, never, never, never>, 'onStatus' | 'onLine'> {
  /** Nothing told for so long, and the child is ended: some decoders never come back. */
  readonly patienceMs?: number;
  /** So long after the last look the child is let go, and its memory with it. */
  readonly idleMs?: number;
  /** Another child than forkful's own, for tests. */
  readonly entry?: EntryName | URL;
}

type PreviewPool = Pool<PreviewTask, PreviewEvent, PreviewResult>;

const defaults = { patienceMs: 8000, idleMs: 30_000 } as const;
/** What is cancelled is not waited for: it is a decoder that does not know of it. */
const slots = 4;

export function createPreviewer({
  patienceMs = defaults.patienceMs,
  idleMs = defaults.idleMs,
  entry = 'preview-child',
  ...commons
}: PreviewerOptions = {}): Previewer {
  let pool: PreviewPool | undefined;
  /** Children that were given up, on their way out. */
  let leaving: Promise<unknown> = Promise.resolve();
  let closed = false;
  let looks = 0;
  let idle: NodeJS.Timeout | undefined;

  const open = (): PreviewPool => {
    pool ??= createPool({
      ...commons,
      role: 'preview',
      entry,
      engine: 'processes',
      size: 1,
      slots,
      silenceMs: patienceMs,
      graceMs: 400,
      load: async () => (await import('./preview-job.ts')).previewJob,
    });
    return pool;
  };
  /** The next request starts a new child. */
  const giveUp = (given: PreviewPool): void => {
    if (pool === given) pool = undefined;
    leaving = Promise.all([leaving, given.close()]);
  };

  const rest = (): void => {
    if (looks > 0 || closed) return;
    idle = setTimeout(() => {
      if (pool !== undefined) giveUp(pool);
    }, idleMs);
    idle.unref();
  };

  /** @throws what came in the way; TooSlow also where nobody waits for it any more */
  const attempt = async (used: PreviewPool, task: PreviewTask, progress: Progress, signal: AbortSignal) => {
    const deadline = new Deadline(patienceMs);
    const onEvent = (event: PreviewEvent): void => {
      deadline.extend();
      progress.add(event);
    };
    try {
      const submitted = used.submit(task, { signal, onEvent, onBegin: () => deadline.extend() });
      progress.end(await Promise.race([submitted, deadline.missed]));
    } finally {
      deadline.end();
    }
  };

  const look: Previewer['look'] = async (task, onPreview, signal) => {
    const progress = new Progress(task, (preview) => {
      if (!signal.aborted) onPreview(preview);
    });
    while (!closed && !signal.aborted) {
      const used = open();
      try {
        return await attempt(used, task, progress, signal);
      } catch (error) {
        // A child that was killed has been replaced by its pool; any other is not to be trusted any more. A newer
        // request ends nothing, unless what it replaces hangs.
        const trusted = error instanceof TaskSetAside || (signal.aborted && !(error instanceof TooSlow));
        if (!trusted) giveUp(used);
        // The child was given up for the sake of another request.
        if (error instanceof PoolClosed) continue;
        return progress.fail(wordsOf(error));
      }
    }
  };

  return {
    async look(task, onPreview, signal) {
      clearTimeout(idle);
      looks += 1;
      try {
        await look(task, onPreview, signal);
      } finally {
        looks -= 1;
        rest();
      }
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      await Promise.all([pool?.close(), leaving]);
    },
  };
}

class TooSlow extends Failure {}

/** The time between two signs of progress; it does not run while a child is being started. */
class Deadline {
  readonly #ms: number;
  readonly #end = Promise.withResolvers<never>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    // Nobody may wait for it any more when it passes.
    this.#end.promise.catch(() => {});
  }

  /** Rejects when it is. */
  get missed(): Promise<never> {
    return this.#end.promise;
  }

  extend(): void {
    this.end();
    this.#timer = setTimeout(() => this.#end.reject(new TooSlow(`it took longer than ${this.#ms / 1000} s`)), this.#ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof TaskSetAside ? `its decoder was ${error.deaths.at(-1) ?? 'lost'}` : reasonOf(error);
}

/** Puts together what is told of one task. */
class Progress {
  #preview: Preview;
  readonly #tell: (preview: Preview) => void;

  constructor(task: PreviewTask, tell: (preview: Preview) => void) {
    this.#preview = {
      task,
      files: task.files.map(() => undefined),
      compared: 0,
      comparison: undefined,
      failure: undefined,
    };
    this.#tell = tell;
  }

  add(event: PreviewEvent): void {
    if (event.kind === 'compared') this.#change({ compared: event.bytes });
    else this.#change({ files: this.#preview.files.with(event.index, event.file) });
  }

  end(comparison: PreviewResult): void {
    if (comparison !== undefined) this.#change({ comparison });
  }

  fail(failure: string): void {
    this.#change({ failure });
  }

  #change(change: Partial<Preview>): void {
    this.#preview = { ...this.#preview, ...change };
    this.#tell(this.#preview);
  }
}
