/**
 * Runs steps in batches: the intents of a whole batch are journalled and synced together, then each is acted on, then the
 * results go into the journal with the next batch's intents. One sync a file would cost more than all the rest.
 */
import type { BytePath } from '../base/byte-path.ts';
import type { Journal, NewAction, StateChange } from '../catalogue/journal.ts';
import { faultPoint } from './faults.ts';
import { allClosed } from './late-close.ts';
import { type NotDone, type Verdict, verdictOf } from './refusal.ts';
import type { ActionOutcome, RunSummary } from './types.ts';

export interface Step {
  readonly kind: ActionOutcome['kind'];
  readonly path: BytePath;
  readonly survivor: BytePath | undefined;
  readonly bytes: number;
  /** Looks, and says what will be done; a throw leaves the step out with its reason. */
  prepare(seq: number): Prepared;
}

export interface Prepared {
  readonly intent: string;
  /** @throws what verdictOf understands */
  act(): Done;
}

export interface Done {
  readonly digest?: string | undefined;
  /** What could not be done as well as it should. */
  readonly remark?: string | undefined;
  /** Further rows of the journal that this changed. */
  readonly changes?: readonly StateChange[];
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onOutcomes?: ((outcomes: readonly ActionOutcome[]) => void) | undefined;
}

const mostSteps = 1024;
const mostBytes = 256 * 2 ** 20;

export async function runSteps(
  journal: Journal,
  run: string,
  steps: readonly Step[],
  { signal, onOutcomes }: RunOptions,
): Promise<RunSummary> {
  const tally = new Tally(run);
  let changes: StateChange[] = [];
  let outcomes: ActionOutcome[] = [];
  const flush = (intended: readonly NewAction[]) => {
    faultPoint('journal-results');
    journal.write(changes, run, intended);
    if (outcomes.length > 0) onOutcomes?.(outcomes);
    for (const outcome of outcomes) tally.add(outcome);
    changes = [];
    outcomes = [];
  };

  for (let next = 0; next < steps.length; ) {
    const batch: { step: Step; seq: number; prepared: Prepared }[] = [];
    for (let bytes = 0; next < steps.length && batch.length < mostSteps && bytes < mostBytes; next++) {
      const step = steps[next];
      if (step === undefined) break;
      const prepared = signal?.aborted ? stopped : attempt(() => step.prepare(next));
      if ('result' in prepared) outcomes.push(outcomeOf(step, prepared));
      else batch.push({ step, seq: next, prepared });
      bytes += step.bytes;
    }
    faultPoint('journal-intents');
    flush(
      batch.map(({ step, seq, prepared }) => ({ seq, kind: step.kind, bytes: step.bytes, intent: prepared.intent })),
    );

    let since = performance.now();
    for (const [index, { step, seq, prepared }] of batch.entries()) {
      if (index % breathSteps === 0 || performance.now() - since > breathMs) {
        await breath();
        since = performance.now();
      }
      const done = signal?.aborted ? stopped : attempt(() => prepared.act());
      const verdict: Verdict = 'result' in done ? done : { result: 'done', digest: done.digest, remark: done.remark };
      if (!('result' in done)) changes.push(...(done.changes ?? []));
      outcomes.push(outcomeOf(step, verdict));
      changes.push(
        verdict.result === 'done'
          ? { run, seq, state: 'done', digest: verdict.digest }
          : { run, seq, state: verdict.result, reason: verdict.reason },
      );
    }
    await breath();
  }
  flush([]);
  await allClosed();
  return tally.summary();
}

/** Signals and messages arrive between two acts, and word of files that are closed. */
const breathMs = 100;
const breathSteps = 32;

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const stopped = { result: 'skipped', reason: 'stopped before its turn' } as const;

function attempt<T>(work: () => T): T | NotDone {
  try {
    return work();
  } catch (error) {
    return verdictOf(error);
  }
}

function outcomeOf({ kind, path, survivor, bytes }: Step, verdict: Verdict): ActionOutcome {
  const reason = verdict.result === 'done' ? verdict.remark : verdict.reason;
  return { kind, path, survivor, bytes, result: verdict.result, reason };
}

export class Tally {
  readonly #run: string;
  readonly #counts = { done: 0, planned: 0, skipped: 0, failed: 0 };
  #bytes = 0;

  constructor(run: string) {
    this.#run = run;
  }

  add({ result, bytes }: ActionOutcome): void {
    this.#counts[result] += 1;
    if (result === 'done' || result === 'planned') this.#bytes += bytes;
  }

  summary(): RunSummary {
    return { run: this.#run, ...this.#counts, bytes: this.#bytes };
  }
}
