/** Item 13: waiting until memory is available. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Awaitable } from '../system/backend.ts';
import type { MemoryInfo } from '../system/types.ts';

export interface MemoryWait {
  /** Bytes. */
  readonly needed: number;
  readonly read: () => Awaitable<MemoryInfo>;
  /** Milliseconds; undefined waits as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
  /** At every look that found too little. */
  readonly onWait: (memory: MemoryInfo) => void;
}

export interface MemoryWaitEnd {
  readonly kind: 'available' | 'timed-out' | 'stopped';
  readonly memory: MemoryInfo;
}

/** Milliseconds between two looks. */
const lookEvery = 200;

/** Waits also for more than the machine has: memory can be added, and a limit raised. */
export async function waitForMemory({ needed, read, timeoutMs, signal, onWait }: MemoryWait): Promise<MemoryWaitEnd> {
  const deadline = performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
  for (;;) {
    const memory = await read();
    if (memory.available >= needed) return { kind: 'available', memory };
    if (signal.aborted) return { kind: 'stopped', memory };
    const left = deadline - performance.now();
    if (left <= 0) return { kind: 'timed-out', memory };
    onWait(memory);
    await sleep(Math.min(lookEvery, left), undefined, { signal }).catch(() => {}); // an abort is seen at the next look
  }
}
