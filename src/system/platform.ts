/** Which backend serves here. */
import { existsSync } from 'node:fs';
import type { SystemBackend } from './backend.ts';
import { createProcBackend } from './proc/backend.ts';
import { createMemoryReader } from './proc/memory.ts';
import { usableMemory } from './usable-memory.ts';

/** True on Linux, unless /proc is not mounted. */
export function hasProc(): boolean {
  return process.platform === 'linux' && existsSync('/proc/self/stat');
}

export async function openBackend(): Promise<SystemBackend> {
  if (hasProc()) return createProcBackend();
  const [{ createFallbackBackend }, system] = await Promise.all([
    import('./fallback/backend.ts'),
    import('systeminformation'),
  ]);
  return createFallbackBackend(system);
}

/** For a gate that asks often: bytes that can be used now, at once, without a fork or a promise. */
export function openAvailableMemory(): () => number {
  if (!hasProc()) return () => process.availableMemory();
  const reader = createMemoryReader();
  return () => usableMemory(reader.read());
}
