import { errorCode, Failure, reasonOf, UsageError } from '../base/errors.ts';
import { type MenuNumber, menu } from '../report/menu.ts';
import { type ReportResult, result } from '../report/result.ts';
import type { Timings } from '../report/timings.ts';
import type { Hub } from './hub.ts';
import { type MenuTools, runItem } from './menu-jobs.ts';

/** The report's menu: begins an item, and tells when it is over what came of it and how long it took. */
export interface Reporting {
  run(number: MenuNumber, argument: string): void;
  /** Ends the item that was begun last, where it only waits; its result says so. */
  cancel(): void;
  /** Ends what only waits, without a word. */
  close(): void;
}

export function createReporting(hub: Hub, tools: Omit<MenuTools, 'signal' | 'note'>, timings: Timings): Reporting {
  const underWay = new Map<number, AbortController>();
  let closed = false;
  let runs = 0;

  const perform = async (number: MenuNumber, argument: string): Promise<void> => {
    const run = ++runs;
    const title = menu.find((item) => item.number === number)?.title ?? '';
    hub.publish({ kind: 'report-started', run, number, title });
    const controller = new AbortController();
    underWay.set(run, controller);
    const note = (text: string): void => hub.publish({ kind: 'report-note', run, text });
    const [startedAt, start] = [Date.now(), performance.now()];
    const { ok, pairs, warnings } = await attempt(number, argument, { ...tools, signal: controller.signal, note });
    const elapsedMs = performance.now() - start;
    underWay.delete(run);
    // To look at the times is no job whose time is worth keeping.
    if (number !== 12) timings.add({ job: `${number}, ${title}`, engine: undefined, startedAt, elapsedMs, ok });
    const rows = [...pairs, ...warnings.map((warning) => ['warning', warning] as const)];
    if (!closed) hub.publish({ kind: 'report', run, number, title, rows, elapsedMs, ok });
  };

  return {
    run: (number, argument) => void perform(number, argument),
    cancel: () => underWay.get(runs)?.abort(),
    close() {
      closed = true;
      for (const controller of underWay.values()) controller.abort();
    },
  };
}

async function attempt(number: MenuNumber, argument: string, tools: MenuTools): Promise<ReportResult> {
  try {
    return await runItem(number, argument, tools);
  } catch (error) {
    return asResult(error);
  }
}

/** What a person can mend is told in words; what is our own fault with all that is known of it. */
function asResult(error: unknown): ReportResult {
  const foreseen = error instanceof Failure || error instanceof UsageError || errorCode(error) !== 'UNKNOWN';
  const text = foreseen || !(error instanceof Error) ? reasonOf(error) : (error.stack ?? error.message);
  return result(false, [['failed', text]]);
}
