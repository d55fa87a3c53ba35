import type { SystemBackend } from '../../src/system/backend.ts';

/** A platform that a test makes up. */
export function fakeBackend(changes: Partial<SystemBackend> = {}): SystemBackend {
  return {
    kind: 'proc',
    processes: () => [],
    describe: ({ pid }) => ({ name: `p${pid}`, command: `p${pid}`, uid: 0 }),
    cpu: () => ({ total: 12, cores: [12], load: [1, 2, 3], pressure: undefined }),
    memory: () => ({
      total: 1000,
      available: 600,
      used: 400,
      swapTotal: 0,
      swapUsed: 0,
      cgroupLimit: undefined,
      cgroupUsed: undefined,
      pressure: undefined,
    }),
    storageIo: () => undefined,
    threads: () => [],
    environment: () => undefined,
    close() {},
    ...changes,
  };
}
