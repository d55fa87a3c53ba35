/** Signals to processes of the machine. The identity is checked right before: a pid is reused (htop #1441). */
import { errorCode, reasonOf } from '../base/errors.ts';
import { isSameProcess } from '../system/process-identity.ts';
import type { ProcessKey } from '../system/types.ts';

export type SignalOutcome =
  | { readonly kind: 'sent' }
  /** The process that was seen is gone; its pid may be another's by now, which was not touched. */
  | { readonly kind: 'gone' }
  /** In words. */
  | { readonly kind: 'refused'; readonly reason: string };

export function sendSignal(key: ProcessKey, signal: NodeJS.Signals): SignalOutcome {
  if (!isSameProcess(key)) return { kind: 'gone' };
  try {
    process.kill(key.pid, signal);
    return { kind: 'sent' };
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return { kind: 'gone' };
    const reason = errorCode(error) === 'EPERM' ? 'it belongs to another user' : reasonOf(error);
    return { kind: 'refused', reason: `${signal} to ${key.pid}: ${reason}` };
  }
}
