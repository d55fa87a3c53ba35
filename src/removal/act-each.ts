/** One act after another, with room between them for signals, messages, and word of files that are closed. */
import type { StateChange } from '../catalogue/journal.ts';
import { type NotDone, type Verdict, verdictOf } from './refusal.ts';

export interface Done {
  readonly digest?: string | undefined;
  /** What could not be done as well as it should. */
  readonly remark?: string | undefined;
  /** Further rows of the journal that this changed. */
  readonly changes?: readonly StateChange[];
}

const breathMs = 100;
const breathSteps = 32;

export const stopped = { result: 'skipped', reason: 'stopped before its turn' } as const;

export async function actEach(
  acts: readonly (() => Done)[],
  isStopped: () => boolean,
  onEnd: (done: Done | NotDone, index: number) => void,
): Promise<void> {
  let since = performance.now();
  for (const [index, act] of acts.entries()) {
    if (index % breathSteps === 0 || performance.now() - since > breathMs) {
      await breath();
      since = performance.now();
    }
    onEnd(isStopped() ? stopped : attempt(act), index);
  }
  await breath();
}

/** A turn of the event loop. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function attempt<T>(work: () => T): T | NotDone {
  try {
    return work();
  } catch (error) {
    return verdictOf(error);
  }
}

export function verdictOfDone(done: Done | NotDone): Verdict {
  return 'result' in done ? done : { result: 'done', digest: done.digest, remark: done.remark };
}
