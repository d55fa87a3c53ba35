/**
 * Runs steps in batches: the intents of a whole batch are journalled and synced together, then each is acted on, then the
 * results go into the journal with the next batch's intents. One sync a file would cost more than all the rest.
 */
import type { BytePath } from '../base/byte-path.ts';
import type { Journal, NewAction, StateChange } from '../catalogue/journal.ts';
import { actEach, attempt, breath, type Done, stopped, verdictOfDone } from './act-each.ts';
import { makeDurable } from './durable.ts';
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
  /** Told once, before the first of them, how many there will be. */
  readonly onBegun?: ((actions: number) => void) | undefined;
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

/** The first batch is small, so that a helper soon has something to do; each may have twice as many steps as the one before. */
const [firstSteps, mostSteps] = [256, 1024];
const mostBytes = 256 * 2 ** 20;

export async function runSteps(
  journal: Journal,
  run: string,
  steps: readonly Step[],
  { signal, onOutcomes, onBegun }: RunOptions,
  helper?: Helper,
): Promise<RunSummary> {
  const tally = new Tally(run);
  onBegun?.(steps.length);
  let changes: StateChange[] = [];
  let outcomes: ActionOutcome[] = [];
  const restored: BytePath[] = [];
  const flush = (intended: readonly NewAction[]) => {
    // What is on record as given back must be there after a power cut.
    if (restored.length > 0) makeDurable(restored.splice(0));
    faultPoint('journal-results');
    journal.write(changes, run, intended);
    if (outcomes.length > 0) onOutcomes?.(outcomes);
    for (const outcome of outcomes) tally.add(outcome);
    changes = [];
    outcomes = [];
  };
  const isStopped = () => signal?.aborted === true;

  let next = 0;
  let most = firstSteps;
  const prepareBatch = (): readonly Intended[] => {
    const batch: Intended[] = [];
    for (let bytes = 0; next < steps.length && batch.length < most && bytes < mostBytes; next++) {
      const step = steps[next];
      if (step === undefined) break;
      const prepared = isStopped() ? stopped : attempt(() => step.prepare(next));
      if ('result' in prepared) outcomes.push(outcomeOf(step, prepared));
      else batch.push({ step, seq: next, prepared });
      bytes += step.bytes;
    }
    most = Math.min(mostSteps, 2 * most);
    return batch;
  };
  const record = (intended: Intended | undefined, verdict: Verdict) => {
    if (intended === undefined) return;
    const { step, seq } = intended;
    outcomes.push(outcomeOf(step, verdict));
    if (step.kind === 'restore' && verdict.result === 'done') restored.push(step.path);
    changes.push(
      verdict.result === 'done'
        ? { run, seq, state: 'done', digest: verdict.digest }
        : { run, seq, state: verdict.result, reason: verdict.reason },
    );
  };

  const helping: Errand[] = [];
  let helpersShare = firstShare;
  /** One part may be under way while the next is written into the journal, so that the helper need not wait for that. */
  const takeIn = async (mayBeUnderWay: number) => {
    let failure: Error | undefined;
    while (helping.length > (failure === undefined ? mayBeUnderWay : 0)) {
      const errand = helping.shift();
      const verdicts = (await errand?.verdicts) ?? [];
      if (verdicts instanceof Error) failure ??= verdicts;
      else for (const [index, verdict] of verdicts.entries()) record(errand?.intended[index], verdict);
    }
    if (failure === undefined) return;
    flush([]);
    throw failure;
  };

  for (let batch = prepareBatch(); batch.length > 0 || next < steps.length; ) {
    makeDurable(batch.flatMap(({ step }) => stayingFor(step)));
    faultPoint('journal-intents');
    flush(
      batch.map(({ step, seq, prepared }) => ({ seq, kind: step.kind, bytes: step.bytes, intent: prepared.intent })),
    );
    const before = helping.at(-1);
    if (before !== undefined) {
      await breath();
      helpersShare = nextShare(helpersShare, before.isDone);
    }
    const { mine, theirs } = helper === undefined ? { mine: batch, theirs: [] } : divide(batch, helpersShare);
    if (helper && theirs.length > 0) helping.push(new Errand(helper, theirs));
    await actEach(
      mine.map(
        ({ prepared }) =>
          () =>
            prepared.act(),
      ),
      isStopped,
      (done, index) => {
        const intended = mine[index];
        if (!('result' in done)) changes.push(...(done.changes ?? []));
        record(intended, verdictOfDone(done));
      },
    );
    // Only looks: what the helper acts on meanwhile is no file of another step.
    batch = prepareBatch();
    await takeIn(1);
  }
  await takeIn(0);
  flush([]);
  await allClosed();
  return tally.summary();
}

/** The file that alone will have the victim's bytes; what goes to the trash keeps its own. */
function stayingFor({ kind, survivor }: Step): readonly BytePath[] {
  return survivor === undefined || kind === 'trash' || kind === 'restore' ? [] : [survivor];
}

/** What the helper was given of a batch. */
class Errand {
  readonly intended: readonly Intended[];
  /** A failure is told once the caller has ended its own part. */
  readonly verdicts: Promise<readonly Verdict[] | Error>;
  isDone = false;

  constructor(helper: Helper, intended: readonly Intended[]) {
    this.intended = intended;
    this.verdicts = helper
      .act(intended.map(({ prepared }) => prepared.intent))
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        this.isDone = true;
      });
  }
}

/** The end of a batch is for the helper, as far as its steps are independent. */
function divide(
  batch: readonly Intended[],
  helpersShare: number,
): {
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

/** A little more than half, since the caller also prepares, and keeps the journal. */
const firstShare = 0.55;
const [leastShare, mostShare, shareStep] = [0.3, 0.8, 0.03];

/** @param waits whether the helper has already done its part of the batch before: it could have had more */
function nextShare(share: number, waits: boolean): number {
  return Math.min(mostShare, Math.max(leastShare, share + (waits ? shareStep : -shareStep)));
}

/** What opening, moving and looking cost, in bytes compared. */
const costOfStep = 2 ** 18;

function costOf({ bytes }: Step): number {
  return costOfStep + bytes;
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
