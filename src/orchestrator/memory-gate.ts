/**
 * Holds new work back while less memory is available than one wants to keep free, says so once, and goes on by itself.
 * Work that has begun goes on: it is what gives memory back.
 */
import type { Gate } from './types.ts';

export interface MemoryGateOptions {
  /** Bytes that must be available for work to begin. */
  readonly required: number;
  /** Bytes that can be used now: the machine's, and no more than the cgroup leaves. */
  readonly read: () => number;
  /** Work waits from now on. */
  readonly onWait?: (available: number, required: number) => void;
  readonly onGo?: (available: number, required: number) => void;
  /** Milliseconds between two looks (default 250). */
  readonly everyMs?: number;
}

export interface MemoryGate extends Gate {
  /** Stops looking; whoever waits is let through. */
  close(): void;
}

export function createMemoryGate({ required, read, onWait, onGo, everyMs = 250 }: MemoryGateOptions): MemoryGate {
  let open = true;
  let closed = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let opening = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    lookedAt = performance.now();
    const available = read();
    if (available >= required) {
      if (!open) onGo?.(available, required);
      pass();
    } else if (open) {
      open = false;
      opening = Promise.withResolvers<void>();
      timer = setInterval(look, everyMs);
      onWait?.(available, required);
    }
  }

  function pass(): void {
    open = true;
    clearInterval(timer);
    opening.resolve();
  }

  return {
    isOpen() {
      if (open && !closed && performance.now() - lookedAt >= everyMs) look();
      return open;
    },
    opened() {
      if (open) return Promise.resolve();
      return opening.promise;
    },
    close() {
      closed = true;
      pass();
    },
  };
}
