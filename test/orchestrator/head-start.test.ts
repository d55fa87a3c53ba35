/** Children that were forked before there was a pool to want them. */
import { afterEach, describe, expect, it } from 'vitest';
import { dismissAhead, startAhead } from '../../src/orchestrator/head-start.ts';
import { childrenOf, waitFor } from '../support/processes.ts';
import { oddPool } from './odd-pool.ts';

const entry = new URL('./fixtures/odd-worker.ts', import.meta.url);
const role = 'preview';

function startOne(name: string): number {
  const before = new Set(childrenOf(process.pid).map(({ pid }) => pid));
  startAhead({ name, entry });
  const started = childrenOf(process.pid).find(({ pid }) => !before.has(pid));
  if (started === undefined) throw new Error('none was forked');
  return started.pid;
}

const isGone = (pid: number) => childrenOf(process.pid).every((child) => child.pid !== pid);

afterEach(dismissAhead);

describe.runIf(process.platform === 'linux')('a child that was forked ahead', () => {
  it('is taken over by the pool that wants one of its name and kind, and works for it', async () => {
    const pid = startOne(`${role}-1`);
    const pool = oddPool('processes', { entry, size: 2 });
    expect(await pool.submit({ kind: 'echo', value: 7 })).toBe(7);
    const [first, second] = pool.statuses;
    expect(first?.pid).toBe(pid);
    expect(second?.pid).not.toBe(pid);
    await pool.close();
    await waitFor(() => isGone(pid) || undefined);
  });

  it('is left alone by a pool that wants another kind, or limits its memory', async () => {
    const pid = startOne(`${role}-1`);
    const other = oddPool('processes', { entry: new URL(entry), size: 1 });
    const limited = oddPool('processes', { entry, size: 1, limits: { heap: 100 } });
    expect([other.statuses[0]?.pid, limited.statuses[0]?.pid]).not.toContain(pid);
  });

  it('is started anew where it has died meanwhile', async () => {
    const pid = startOne(`${role}-1`);
    process.kill(pid, 'SIGKILL');
    await waitFor(() => isGone(pid) || undefined);
    const pool = oddPool('processes', { entry, size: 1 });
    expect(await pool.submit({ kind: 'echo', value: 7 })).toBe(7);
    expect(pool.statuses[0]).toMatchObject({ restarts: 0 });
  });

  it('goes where nobody wants it', async () => {
    const pid = startOne(`${role}-1`);
    dismissAhead();
    await waitFor(() => isGone(pid) || undefined);
  });
});
