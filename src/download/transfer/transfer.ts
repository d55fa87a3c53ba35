/**
 * One URL, from request to file in place. A transfer writes pieces of the body into a part file: one piece from one
 * connection as a rule, several where the file is large, the server slow and its validator strong (lanes.ts).
 */
import { diskFailure, TransferFailure } from '../failure.ts';
import type { FetchSettings, TransferEvent, TransferOutcome, TransferTask } from '../protocol.ts';
import { hostOf, originOf } from '../url.ts';
import { type Asked, judge, type Verdict } from '../verdict.ts';
import { putInPlace, requireChecksum } from './arrival.ts';
import { Assembly } from './assembly.ts';
import { Checkpoints } from './checkpoints.ts';
import { Deliveries } from './deliveries.ts';
import type { Opening } from './delivery.ts';
import type { Answer } from './exchange.ts';
import { Inspection } from './inspection.ts';
import { Lanes } from './lanes.ts';
import { later } from './later.ts';
import type { Limiter } from './limiter.ts';
import type { Channel } from './line.ts';
import { nameOf } from './name.ts';
import type { Network } from './network.ts';
import { PieceFetcher } from './piece-fetcher.ts';
import { PartReplaced } from './place.ts';
import { PlacedBefore } from './predecessor.ts';
import { recognise } from './recognise.ts';
import { type Way, wayInTurn, wayOver } from './way.ts';

export interface TransferContext {
  readonly network: Network;
  /** For all requests but those for single pieces of a large file. */
  readonly channel: Channel;
  readonly settings: FetchSettings;
  readonly limiter: Limiter;
  readonly paused: boolean;
  emit(event: TransferEvent): void;
}

/** Whole, rest, rest compared by ourselves, whole again: after that the server has changed its mind too often. */
const mostRequests = 4;
/** Hashed at each tick on top of what comes: so a large file that is taken up again is read while its rest comes slowly. */
const catchUpBytes = 4 * 2 ** 20;

/** A transfer in progress, as the job's clock and commands see it. */
export class Transfer {
  readonly #task: TransferTask;
  readonly #context: TransferContext;
  readonly #assembly: Assembly;
  readonly #pieces: PieceFetcher;
  readonly #lanes: Lanes;
  readonly #checkpoints: Checkpoints;
  readonly #deliveries: Deliveries;
  #answer: Answer | undefined;
  #stopped: Error | undefined;
  /** Whoever waits for the end is told at once, whatever is still being waited for. */
  #abort: ((reason: Error) => void) | undefined;
  #told = false;
  #resumedFrom = 0;

  constructor(task: TransferTask, context: TransferContext) {
    this.#task = task;
    this.#context = context;
    this.#assembly = new Assembly(task, context.settings.maxSize, this);
    this.#deliveries = new Deliveries(task, this.#assembly, context);
    this.#checkpoints = new Checkpoints(this.#assembly, (error) => this.abort(error));
    this.#pieces = new PieceFetcher(this.#assembly, {
      deliver: (asked, channel, open, left) =>
        this.#deliveries.deliver(asked, wayOver(channel, context.network), open, left),
      proven: () => this.#lanes.tick(performance.now()),
      heldOff: (ms) =>
        context.emit({ kind: 'held-off', id: task.id, host: this.#deliveries.host ?? hostOf(task.url), ms }),
    });
    this.#lanes = new Lanes(this.#assembly, {
      origin: () => originOf(task.url),
      channel: () => context.network.channel(true),
      fetch: (piece, channel, left) => this.#pieces.fetch(piece, channel, left),
    });
  }

  /**
   * @param turn resolves when those before it have left the channel: it may be asked for ahead, but all that it asks after
   * the first answer waits for it
   * @param received called when its last byte is here, if all goes well: what is left to do needs no connection, and begins
   * when it resolves
   */
  async run(turn: () => Promise<void>, received: () => Promise<void>): Promise<TransferOutcome> {
    try {
      return await this.#runUntilAborted(turn, received);
    } catch (error) {
      if (error instanceof PlacedBefore) return this.#recognise(error.path);
      return this.#failed(error);
    } finally {
      this.#lanes.close();
      this.#deliveries.hangUp();
    }
  }

  /** As far as it is known yet. */
  get name(): string {
    return nameOf(this.#task, this.#answer);
  }

  /** About every 100 ms: says how far it is, and whether more connections are worth it. */
  tick(now: number): void {
    if (this.#answer === undefined || this.#deliveries.paused) return;
    this.#deliveries.tick(now);
    const { received, total } = this.#assembly.division;
    if (!this.#told) {
      this.#told = true;
      this.#context.emit({
        kind: 'started',
        id: this.#task.id,
        name: this.name,
        total,
        resumedFrom: this.#resumedFrom,
      });
    }
    this.#context.emit({
      kind: 'progress',
      id: this.#task.id,
      received,
      checkpoint: this.#checkpoints.tick(now),
    });
    this.#lanes.tick(now);
    try {
      this.#assembly.catchUp(catchUpBytes);
    } catch (error) {
      // Whoever calls has other transfers in its hands.
      this.abort(error instanceof Error ? error : new Error(String(error)));
    }
  }

  pause(paused: boolean): void {
    this.#deliveries.pause(paused);
  }

  allow(connections: number): void {
    this.#lanes.allowed = connections;
    if (!this.#deliveries.paused) this.#lanes.tick(performance.now());
  }

  abort(reason: Error): void {
    this.#stopped = reason;
    this.#abort?.(reason);
    this.#deliveries.stop(reason);
  }

  #runUntilAborted(turn: () => Promise<void>, received: () => Promise<void>): Promise<TransferOutcome> {
    return new Promise((resolve, reject) => {
      this.#abort = reject;
      if (this.#stopped !== undefined) reject(this.#stopped);
      else this.#run(this.#wayAfter(turn), received).then(resolve, reject);
    });
  }

  #wayAfter(turn: () => Promise<void>): Way {
    const { channel, network } = this.#context;
    return wayInTurn(channel, network, async () => {
      await turn();
      if (this.#stopped !== undefined) throw this.#stopped;
    });
  }

  async #run(way: Way, received: () => Promise<void>): Promise<TransferOutcome> {
    let asked = await this.#firstRequest();
    for (let requests = 0; asked !== undefined; requests += 1) {
      if (requests === mostRequests) throw new TransferFailure('the server does not make up its mind', 'later');
      const verdict = await this.#request(asked, way);
      if (verdict.kind === 'unchanged') return this.#unchanged();
      if (verdict.kind === 'refused') throw verdict.failure;
      asked = verdict.kind === 'again' ? again(verdict.as, asked) : undefined;
    }
    await this.#lanes.finish();
    this.#deliveries.hangUp();
    const turn = received();
    await later();
    await turn;
    return this.#arrived();
  }

  /** Undefined: every byte is here already. */
  async #firstRequest(): Promise<Asked | undefined> {
    const { checkpoint } = this.#task;
    if (checkpoint === undefined || !(await this.#assembly.resume(checkpoint))) return { kind: 'whole' };
    this.#resumedFrom = this.#assembly.division.received;
    return this.#assembly.isWhole
      ? undefined
      : { kind: 'if-range', start: this.#assembly.division.firstGap, end: undefined, checkpoint };
  }

  async #request(asked: Asked, way: Way): Promise<Verdict> {
    const box: { verdict?: Verdict } = {};
    await this.#deliveries.deliver(asked, way, (answer) => {
      const verdict = judge(asked, answer.status, answer.headers, Date.now());
      box.verdict = verdict;
      if (verdict.kind === 'rest' && asked.kind === 'range') this.#pieces.askPlainly();
      return this.#open(verdict, answer);
    });
    if (box.verdict === undefined) throw new TransferFailure('no answer came', 'later');
    return box.verdict;
  }

  #open(verdict: Verdict, answer: Answer): Opening | undefined {
    if (verdict.kind !== 'whole' && verdict.kind !== 'rest') return undefined;
    const { division } = this.#assembly;
    this.#answer = answer;
    if (verdict.kind === 'rest') {
      division.total = verdict.total;
      division.givesParts = true;
      this.#assembly.requireRoom(verdict.total - division.received);
      this.#lanes.open(true);
      const piece = division.claimGap(verdict.start, verdict.end);
      return { piece, end: verdict.end, ready: undefined, inspection: undefined };
    }
    const inspection = Inspection.of(this.#task, answer, verdict.total);
    const ready = this.#assembly.begin(verdict.total, verdict.validator);
    this.#resumedFrom = 0;
    this.#lanes.open(verdict.ranges && verdict.validator !== undefined && division.isDivisible);
    const piece = division.claim(0, verdict.total ?? Number.POSITIVE_INFINITY);
    return { piece, end: verdict.total, ready, inspection };
  }

  async #recognise(path: string): Promise<TransferOutcome> {
    this.#assembly.close();
    try {
      return await recognise(path, this.#task);
    } catch (error) {
      return this.#failed(error instanceof TransferFailure ? error : diskFailure(error, this.#task.dir));
    }
  }

  #unchanged(): TransferOutcome {
    if (this.#task.condition !== undefined) return { kind: 'unchanged' };
    throw new TransferFailure('not modified (304), though nothing was asked about', 'later', { status: 304 });
  }

  async #arrived(): Promise<TransferOutcome> {
    const digest = await this.#assembly.finish();
    requireChecksum(this.#task, digest);
    // Nobody waits for it any more: what is placed now would never be reported.
    if (this.#stopped !== undefined) throw this.#stopped;
    const outcome = putInPlace(this.#task, digest, this.#answer);
    this.#assembly.close();
    return outcome;
  }

  #discard(): void {
    try {
      this.#assembly.discard();
    } catch {
      // What the transfer failed of is to be told; a folder that takes nothing more tells the next try itself.
    }
  }

  /** @throws what is no failure of a transfer: a fault of ours */
  async #failed(error: unknown): Promise<TransferOutcome> {
    // Nothing goes on from a file that is not ours, and it stays as it is.
    const foreign = error instanceof PartReplaced;
    if (!(error instanceof TransferFailure) || foreign) this.#assembly.close();
    if (!(error instanceof TransferFailure)) throw error;
    const { message: reason, retry, status, retryAfterMs, unfit } = error;
    // What the disk does not take is worth nothing to a later try; why this one failed is known already.
    const checkpoint = foreign || unfit ? undefined : await this.#checkpoints.last().catch(() => undefined);
    if (checkpoint !== undefined) this.#assembly.close();
    else if (!foreign) this.#discard();
    return { kind: 'failed', reason, retry, status, retryAfterMs, host: this.#deliveries.host, checkpoint };
  }
}

function again(as: 'range' | 'whole', asked: Asked): Asked {
  return as === 'whole' || asked.kind === 'whole' ? { kind: 'whole' } : { ...asked, kind: 'range' };
}
