import type { Batch, TransferTask } from '../protocol.ts';
import type { DownloadId } from '../types.ts';
import type { Entry } from './entry.ts';

/** A batch in a child's hands: it gets shorter as its requests end, so that whoever takes it over begins with the rest. */
export class HeldBatch implements Batch {
  readonly host: string;
  readonly tasks: TransferTask[] = [];
  readonly controller = new AbortController();
  /** Undefined until a child has taken it. */
  worker: string | undefined;
  /** What has not begun has been asked back. */
  recalled = false;
  readonly #entries = new Map<DownloadId, Entry>();

  constructor(host: string) {
    this.host = host;
  }

  add(entry: Entry, task: TransferTask): void {
    this.#entries.set(entry.id, entry);
    this.tasks.push(task);
  }

  /** What is being fetched: the first that has not ended. */
  get current(): Entry | undefined {
    const [task] = this.tasks;
    return task === undefined ? undefined : this.#entries.get(task.id);
  }

  /** In order. */
  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  entry(id: DownloadId): Entry | undefined {
    return this.#entries.get(id);
  }

  task(id: DownloadId): TransferTask | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  /** Takes it out. @returns undefined where it is not in here */
  end(id: DownloadId): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    // Nearly always the first one.
    this.tasks.splice(
      this.tasks.findIndex((task) => task.id === id),
      1,
    );
    return entry;
  }
}
