import type { MemoryInfo } from './types.ts';

/**
 * Bytes that new work may count on. Infinite where nothing could be read, as with too many files open: work is not held
 * back for a shortage that nobody has seen.
 */
export function usableMemory({ total, available }: Pick<MemoryInfo, 'total' | 'available'>): number {
  return total === 0 ? Number.POSITIVE_INFINITY : available;
}
