import { reasonOf } from '../base/errors.ts';
import { PoolFailed, TaskSetAside } from '../orchestrator/errors.ts';
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
  /** Another child than forkful's own, for tests. */
  readonly entry?: EntryName | URL;
}

type PreviewPool = Pool<PreviewTask, PreviewEvent, PreviewResult>;

const defaultPatienceMs = 8000;
/** What is cancelled is not waited for: it is a decoder that does not know of it. */
const slots = 4;

export function createPreviewer({
  patienceMs = defaultPatienceMs,
  entry = 'preview-child',
  ...commons
}: PreviewerOptions = {}): Previewer {
  let pool: PreviewPool | undefined;
  /** Children that were given up, on their way out. */
  let leaving: Promise<unknown> = Promise.resolve();
  let closed = false;

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

  return {
    async look(task, onPreview, signal) {
      if (closed || signal.aborted) return;
      const used = open();
      const progress = new Progress(task, (preview) => {
        if (!signal.aborted) onPreview(preview);
      });
      const slow = new AbortController();
      const patience = setTimeout(() => slow.abort(), patienceMs);
      try {
        const late = new Promise<never>((_, reject) =>
          slow.signal.addEventListener('abort', () => reject(new TooSlow(patienceMs))),
        );
        const onEvent = (event: PreviewEvent): void => {
          patience.refresh();
          progress.add(event);
        };
        progress.end(await Promise.race([used.submit(task, { signal, onEvent }), late]));
      } catch (error) {
        if (error instanceof TooSlow || error instanceof PoolFailed) giveUp(used);
        progress.fail(wordsOf(error));
      } finally {
        clearTimeout(patience);
      }
    },
    async close() {
      closed = true;
      await Promise.all([pool?.close(), leaving]);
    },
  };
}

class TooSlow extends Error {
  constructor(patienceMs: number) {
    super(`it took longer than ${patienceMs / 1000} s`);
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
