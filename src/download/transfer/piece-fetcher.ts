import { TransferFailure } from '../failure.ts';
import { type Asked, judge, type Verdict } from '../verdict.ts';
import type { Assembly } from './assembly.ts';
import type { Opening } from './delivery.ts';
import type { Answer } from './exchange.ts';
import type { Channel } from './line.ts';
import type { Piece } from './piece.ts';

export interface PieceHooks {
  /** @param left aborts where the answer is not waited for any more */
  deliver(
    asked: Asked,
    channel: Channel,
    open: (answer: Answer) => Opening | undefined,
    left: AbortSignal | undefined,
  ): Promise<void>;
  /** The server has given a part: more connections may begin. */
  proven(): void;
  /** The server wants to be left alone for so long. */
  heldOff(ms: number): void;
}

/** Asks for single pieces of a file of which the first connection fetches the beginning. */
export class PieceFetcher {
  readonly #assembly: Assembly;
  readonly #hooks: PieceHooks;
  #asPlain = false;

  constructor(assembly: Assembly, hooks: PieceHooks) {
    this.#assembly = assembly;
    this.#hooks = hooks;
  }

  /** This server answers 200 to If-Range: a range alone is asked for, and the answer compared. */
  askPlainly(): void {
    this.#asPlain = true;
  }

  /** @throws TransferFailure where the server does not give exactly this piece; what came of it is kept */
  async fetch(piece: Piece, channel: Channel, left?: AbortSignal): Promise<void> {
    let verdict: Verdict | undefined;
    try {
      verdict = await this.#ask(piece, channel, left);
      if (verdict?.kind === 'again' && verdict.as === 'range') {
        this.askPlainly();
        verdict = await this.#ask(piece, channel, left);
      }
    } finally {
      this.#assembly.division.release(piece);
    }
    if (verdict?.kind === 'rest') return;
    if (verdict?.kind === 'refused') {
      const { failure } = verdict;
      if (failure.retryAfterMs !== undefined) this.#hooks.heldOff(failure.retryAfterMs);
      // What is refused to a further connection may still come over the first one, or in another try.
      if (failure.retry !== 'never') throw failure;
    }
    throw new TransferFailure('the server gives no further part of the file', 'later');
  }

  async #ask(piece: Piece, channel: Channel, left: AbortSignal | undefined): Promise<Verdict | undefined> {
    const { validator, division } = this.#assembly;
    const { total, givesParts } = division;
    if (validator === undefined) throw new Error('a further connection without a validator');
    const { start, end } = piece;
    piece.limit = end;
    const kind = this.#asPlain ? 'range' : 'if-range';
    const asked: Asked = { kind, start, end, checkpoint: { total, validator } };
    const box: { verdict?: Verdict } = {};
    const open = (answer: Answer): Opening | undefined => {
      const verdict = judge(asked, answer.status, answer.headers, Date.now());
      box.verdict = verdict;
      if (verdict.kind !== 'rest') return undefined;
      const wanted = this.#assembly.division.confirm(piece);
      if (!givesParts) this.#hooks.proven();
      return wanted ? { piece, end: verdict.end, ready: undefined, inspection: undefined } : undefined;
    };
    await this.#hooks.deliver(asked, channel, open, left);
    return box.verdict;
  }
}
