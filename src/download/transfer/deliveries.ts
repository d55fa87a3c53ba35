import type { FetchSettings, TransferTask } from '../protocol.ts';
import { hostOf } from '../url.ts';
import type { Asked } from '../verdict.ts';
import type { Assembly } from './assembly.ts';
import { Delivery, type Opening } from './delivery.ts';
import type { Answer } from './exchange.ts';
import { follow } from './follow.ts';
import type { Limiter } from './limiter.ts';
import { requestHeaders } from './request-headers.ts';
import type { Way } from './way.ts';

export interface DeliverySettings {
  readonly settings: FetchSettings;
  readonly limiter: Limiter;
  readonly paused: boolean;
}

/** A further connection that is under way when every byte is here, the try has failed, or others have a right to it. */
class Superfluous extends Error {}

/** The answers of one transfer that are under way, and what they have in common. */
export class Deliveries {
  readonly #task: TransferTask;
  readonly #assembly: Assembly;
  readonly #settings: FetchSettings;
  readonly #limiter: Limiter;
  readonly #underWay = new Set<Delivery>();
  #paused: boolean;
  #host: string | undefined;

  constructor(task: TransferTask, assembly: Assembly, { settings, limiter, paused }: DeliverySettings) {
    this.#task = task;
    this.#assembly = assembly;
    this.#settings = settings;
    this.#limiter = limiter;
    this.#paused = paused;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Who answered last, where a redirect led to it. */
  get host(): string | undefined {
    return this.#host;
  }

  /**
   * Asks, and takes what comes into the assembly.
   * @param open what the answer is good for
   * @param left aborts where the answer is not waited for any more
   * @throws TransferFailure where it ended before its piece did
   */
  async deliver(
    asked: Asked,
    way: Way,
    open: (answer: Answer) => Opening | undefined,
    left?: AbortSignal,
  ): Promise<void> {
    const delivery = new Delivery(this.#assembly, this.#limiter, this.#paused, (answer) => {
      this.#host = answer.url === this.#task.url ? undefined : hostOf(answer.url);
      return open(answer);
    });
    const leave = () => delivery.stop(new Superfluous());
    this.#underWay.add(delivery);
    if (left?.aborted) leave();
    left?.addEventListener('abort', leave);
    try {
      const request = {
        url: this.#task.url,
        headers: requestHeaders(asked, this.#task.condition),
        privateHeaders: [...this.#settings.headers, ...this.#task.headers],
        timeoutMs: this.#settings.timeoutMs,
      };
      await delivery.settle(follow(way, request, delivery));
    } finally {
      this.#underWay.delete(delivery);
      // One connection fetches many pieces.
      left?.removeEventListener('abort', leave);
    }
  }

  tick(now: number): void {
    for (const delivery of this.#underWay) delivery.tick(now);
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    for (const delivery of this.#underWay) delivery.pause(paused);
  }

  stop(reason: Error): void {
    for (const delivery of this.#underWay) delivery.stop(reason);
  }

  /** What is still under way is not wanted any more. As a rule nothing is, and an error costs a stack trace. */
  hangUp(): void {
    if (this.#underWay.size > 0) this.stop(new Superfluous());
  }
}
