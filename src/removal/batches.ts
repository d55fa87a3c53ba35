/**
 * Runs steps in batches: the intents of a whole batch are journalled and synced together, then each is acted on, then the
 * results go into the journal with the next batch's intents. One sync a file would cost more than all the rest.
 */
import type { BytePath } from '../base/byte-path.ts';
import type { Journal, NewAction, StateChange } from '../catalogue/journal.ts';
import { actEach, attempt, type Done, stopped, verdictOfDone } from './act-each.ts';
import { faultPoint } from './faults.ts';
import { allClosed } from './late-close.ts';
import type { Verdict } from './refusal.ts';
import type { ActionOutcome, RunSummary } from './types.ts';

export interface Step {
  readonly kind: ActionOutcome['kind'];
  readonly path: BytePath;
  readonly survivor: BytePath | undefined;
  readonly bytes: number;
  /** No other step has to do with the victim's inode, and the survivor stays as it is: it may be acted on beside others. */
  readonly independent?: boolean;
  /** Looks, and says what will be done; a throw leaves the step out with its reason. */
  prepare(seq: number): Prepared;
}

export interface Prepared {
  readonly intent: string;
  /** @throws what verdictOf understands */
  act(): Done;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onOutcomes?: ((outcomes: readonly ActionOutcome[]) => void) | undefined;
}

/** Acts on journalled intents in another thread. */
export interface Helper {
  /** In their order. @throws Failure where it cannot be told what became of them */
  act(intents: readonly string[]): Promise<readonly Verdict[]>;
}

interface Intended {
  readonly step: Step;
  readonly seq: number;
  readonly prepared: Prepared;
}

const mostSteps = 1024;
const mostBytes = 256 * 2 ** 20;

export async function runSteps(
  journal: Journal,
  run: string,
  steps: readonly Step[],
  { signal, onOutcomes }: RunOptions,
  helper?: Helper,
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
  const isStopped = () => signal?.aborted === true;

  let next = 0;
  const prepareBatch = (): readonly Intended[] => {
    const batch: Intended[] = [];
    for (let bytes = 0; next < steps.length && batch.length < mostSteps && bytes < mostBytes; next++) {
      const step = steps[next];
      if (step === undefined) break;
      const prepared = isStopped() ? stopped : attempt(() => step.prepare(next));
      if ('result' in prepared) outcomes.push(outcomeOf(step, prepared));
      else batch.push({ step, seq: next, prepared });
      bytes += step.bytes;
    }
    return batch;
  };
  const record = ({ step, seq }: Intended, verdict: Verdict) => {
    outcomes.push(outcomeOf(step, verdict));
    changes.push(
      verdict.result === 'done'
        ? { run, seq, state: 'done', digest: verdict.digest }
        : { run, seq, state: verdict.result, reason: verdict.reason },
    );
  };

  for (let batch = prepareBatch(); batch.length > 0 || next < steps.length; ) {
    faultPoint('journal-intents');
    flush(
      batch.map(({ step, seq, prepared }) => ({ seq, kind: step.kind, bytes: step.bytes, intent: prepared.intent })),
    );
    const { mine, theirs } = helper === undefined ? { mine: batch, theirs: [] } : divide(batch);
    const helped =
      helper && theirs.length > 0 ? settled(helper.act(theirs.map(({ prepared }) => prepared.intent))) : [];
    await actEach(
      mine.map(
        ({ prepared }) =>
          () =>
            prepared.act(),
      ),
      isStopped,
      (done, index) => {
        const intended = mine[index];
        if (intended === undefined) return;
        if (!('result' in done)) changes.push(...(done.changes ?? []));
        record(intended, verdictOfDone(done));
      },
    );
    // Only looks: what the helper acts on meanwhile is no file of another step.
    batch = prepareBatch();
    const verdicts = await helped;
    if (verdicts instanceof Error) {
      flush([]);
      throw verdicts;
    }
    for (const [index, intended] of theirs.entries()) {
      const verdict = verdicts[index];
      if (verdict !== undefined) record(intended, verdict);
    }
  }
  flush([]);
  await allClosed();
  return tally.summary();
}

/** The end of a batch is for the helper, as far as its steps are independent: a little more, since the caller also prepares. */
function divide(batch: readonly Intended[]): {
  readonly mine: readonly Intended[];
  readonly theirs: readonly Intended[];
} {
  let left = helpersShare * batch.reduce((sum, { step }) => sum + costOf(step), 0);
  const mine: Intended[] = [];
  const theirs: Intended[] = [];
  for (const intended of batch.toReversed()) {
    const { step } = intended;
    const goes = step.independent === true && left > 0;
    if (goes) left -= costOf(step);
    (goes ? theirs : mine).push(intended);
  }
  return { mine: mine.reverse(), theirs: theirs.reverse() };
}

const helpersShare = 0.55;
/** What opening, moving and looking cost, in bytes compared. */
const costOfStep = 2 ** 18;

function costOf({ bytes }: Step): number {
  return costOfStep + bytes;
}

/** A failure is told once the caller has ended its own part. */
function settled<T>(work: Promise<T>): Promise<T | Error> {
  return work.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
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
