/**
 * Bodies up to here wait in memory until they are whole. A longer one is written and hashed from what was just read, which
 * the processor still has at hand: to gather it first took another copy and a tenth of the time.
 */
export const longestInMemory = 64 * 1024;

/** Below this node's own pool is cheaper. */
const worthKeeping = 16 * 1024;
/** As many as there are transfers in a child, as a rule; what more there is goes back to the system. */
const mostIdle = 16;

/** The one that was used last comes first: it may still be in the processor's cache. */
const idle: Buffer[] = [];

/** Memory for one body, with anything in it. To be given back by {@link giveBack}: fresh memory costs more than its use. */
export function bodyMemory(size: number): Buffer {
  if (size < worthKeeping) return Buffer.allocUnsafe(size);
  return (idle.pop() ?? Buffer.allocUnsafeSlow(longestInMemory)).subarray(0, size);
}

export function giveBack(memory: Buffer): void {
  if (memory.length < worthKeeping || idle.length >= mostIdle) return;
  idle.push(Buffer.from(memory.buffer, 0, longestInMemory));
}
