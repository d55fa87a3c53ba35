/** Which backend serves here. */
import { existsSync } from 'node:fs';
import type { SystemBackend } from './backend.ts';
import { createProcBackend } from './proc/backend.ts';

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
