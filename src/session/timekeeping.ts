import { plural } from '../base/quantities.ts';
import type { DownloadEvent, DownloadId } from '../download/types.ts';
import type { EngineName } from '../orchestrator/types.ts';
import type { Timings } from '../report/timings.ts';
import type { Hub } from './hub.ts';

/** Who does what at the moment. */
export interface Engines {
  readonly scan: () => EngineName;
  readonly downloads: () => EngineName;
}

/** Keeps how long scans, downloads and removals take: a batch of downloads is one job, from the first to the last. */
export function keepTime(hub: Hub, timings: Timings, engines: Engines): void {
  let [scanStart, removalStart] = [0, 0];
  const batch = new Batch();
  const add = (job: string, engine: EngineName | undefined, elapsedMs: number, ok = true): void =>
    timings.add({ job, engine, startedAt: Date.now() - elapsedMs, elapsedMs, ok });
  hub.subscribe((event) => {
    switch (event.kind) {
      case 'scan-started':
        scanStart = performance.now();
        break;
      case 'scan-ended':
      case 'scan-failed':
        add('scan', engines.scan(), performance.now() - scanStart, event.kind === 'scan-ended');
        break;
      case 'removal-started':
        removalStart = performance.now();
        break;
      case 'removal-ended':
      case 'removal-failed': {
        const ok = event.kind === 'removal-ended' && event.summary.failed === 0;
        add(event.undo ? 'undo' : 'removal', undefined, performance.now() - removalStart, ok);
        break;
      }
      case 'download': {
        const ended = batch.take(event.event);
        if (ended !== undefined) {
          add(`download of ${plural(ended.count, 'URL')}`, engines.downloads(), ended.elapsedMs, ended.ok);
        }
        break;
      }
      case 'folder':
        batch.forget();
        break;
      default:
      // Nothing that takes time.
    }
  });
}

/** From an idle queue to an idle queue. */
class Batch {
  readonly #open = new Set<DownloadId>();
  #start = 0;
  #members = new Set<DownloadId>();
  #ok = true;

  /** @returns the batch, when this was its last event */
  take(event: DownloadEvent): { readonly count: number; readonly elapsedMs: number; readonly ok: boolean } | undefined {
    switch (event.kind) {
      case 'queued':
        if (this.#open.size === 0) [this.#start, this.#members, this.#ok] = [performance.now(), new Set(), true];
        this.#members.add(event.id);
        this.#open.add(event.id);
        return undefined;
      case 'failed':
        this.#ok = false;
        return this.#close(event.id);
      case 'done':
      case 'skipped':
      case 'cancelled':
        return this.#close(event.id);
      default:
        return undefined;
    }
  }

  forget(): void {
    this.#open.clear();
  }

  #close(id: DownloadId): ReturnType<Batch['take']> {
    if (!this.#open.delete(id) || this.#open.size > 0) return undefined;
    return { count: this.#members.size, elapsedMs: performance.now() - this.#start, ok: this.#ok };
  }
}
