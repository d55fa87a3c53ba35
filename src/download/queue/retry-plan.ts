import { backoffMs } from '../backoff.ts';
import type { TransferOutcome } from '../protocol.ts';
import { longestWaitMs } from '../retry-after.ts';

export type Failed = Extract<TransferOutcome, { kind: 'failed' }>;

export type RetryPlan =
  | { readonly kind: 'stop' }
  /** `hostMs`: the server wants to be left alone for so long, by all others too. */
  | { readonly kind: 'give-up'; readonly reason: string; readonly hostMs: number | undefined }
  /** For `ms`; `hostMs` as above. */
  | { readonly kind: 'wait'; readonly ms: number; readonly hostMs: number | undefined };

/**
 * What follows a failed try. Pure.
 * @param attempts tries begun so far, from 1
 * @param retries further tries allowed after the first
 * @param random 0 ≤ random < 1
 */
export function planRetry(
  { retry, reason, retryAfterMs }: Failed,
  attempts: number,
  retries: number,
  random: number,
): RetryPlan {
  if (retry === 'halt' || retry === 'folder') return { kind: 'stop' };
  const hostMs = retryAfterMs !== undefined && retryAfterMs <= longestWaitMs ? retryAfterMs : undefined;
  if (retry === 'never' || attempts > retries) return { kind: 'give-up', reason, hostMs };
  // A server may name no time at all, or one that is over by its own clock only.
  const ms = Math.max(hostMs ?? 0, backoffMs(attempts, random));
  if (hostMs !== undefined || retryAfterMs === undefined) return { kind: 'wait', ms, hostMs };
  return { kind: 'give-up', reason: `${reason}; the server asks to come back in more than a day`, hostMs };
}
