import { expectedOf, mismatch, sniffBytes } from '../expect.ts';
import { TransferFailure } from '../failure.ts';
import { headerOf } from '../headers.ts';
import type { TransferTask } from '../protocol.ts';
import { pathOf } from '../url.ts';
import type { Answer } from './exchange.ts';

/** Looks at the first bytes of a body, once there are enough of them, and refuses what was not asked for. */
export class Inspection {
  readonly #expected: string;
  readonly #asked: boolean;
  readonly #contentType: string | undefined;
  readonly #enough: number;
  #head: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  #over = false;

  private constructor(expected: string, asked: boolean, contentType: string | undefined, total: number | undefined) {
    this.#expected = expected;
    this.#asked = asked;
    this.#contentType = contentType;
    this.#enough = Math.min(sniffBytes, total ?? sniffBytes);
  }

  /** Undefined where nothing in particular is expected. */
  static of(task: TransferTask, answer: Answer, total: number | undefined): Inspection | undefined {
    const expected = task.expect ?? expectedOf(task.out ?? pathOf(task.url));
    if (expected === undefined) return undefined;
    return new Inspection(expected, task.expect !== undefined, headerOf(answer.headers, 'content-type'), total);
  }

  /** @throws TransferFailure where the bytes, or else the content type, are of another kind */
  take(chunk: Buffer): void {
    if (this.#over) return;
    this.#head = Buffer.concat([this.#head, chunk.subarray(0, sniffBytes)]);
    if (this.#head.length >= this.#enough) this.end();
  }

  /** The body is over, and may be shorter than the look that was planned. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    const complaint = mismatch(this.#expected, this.#asked, this.#contentType, this.#head);
    this.#head = Buffer.alloc(0);
    if (complaint !== undefined) throw new TransferFailure(complaint, 'never', { unfit: true });
  }
}
