import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Pause } from '../../src/duplicates/pause.ts';
import { scan } from '../../src/duplicates/scan.ts';
import type { DuplicateGroup } from '../../src/duplicates/types.ts';
import { type EngineName, engineNames, type WorkerStatus } from '../../src/orchestrator/types.ts';
import { tempDir } from '../support/temp-dir.ts';
import { optionsFor } from './scanning.ts';

/** Some of every kind: small, with a head, with a probe, huge; a folder shared out among workers. */
function mixedTree(): string {
  const dir = tempDir();
  for (let folder = 0; folder < 12; folder += 1) {
    mkdirSync(join(dir, `d${folder}`));
    for (let file = 0; file < 60; file += 1) {
      const size = [10, 5_000, 20_000, 300_000][file % 4] ?? 0;
      writeFileSync(join(dir, `d${folder}`, `f${file}`), Buffer.alloc(size + (file % 3), (folder * file) % 7));
    }
  }
  mkdirSync(join(dir, 'many'));
  for (let file = 0; file < 2_500; file += 1) writeFileSync(join(dir, 'many', `m${file}`), `content ${file % 900}`);
  for (const name of ['huge1', 'huge2']) writeFileSync(join(dir, name), Buffer.alloc(9 * 1024 * 1024, 'h'));
  return dir;
}

async function groupsOf(
  dir: string,
  engine: EngineName,
  workers: number,
  pause = new Pause(),
  onStatus = (_: WorkerStatus) => {},
) {
  const groups: DuplicateGroup[] = [];
  const summary = await scan(optionsFor([dir], { engine, workers }), {
    onEvent: (event) => event.kind === 'groups' && groups.push(...event.groups),
    onStatus,
    pause,
  });
  expect(summary.problems).toBe(0);
  return groups.sort((a, b) => a.size - b.size || (a.hash < b.hash ? -1 : 1));
}

test('serial, threads and processes find the same', async () => {
  const dir = mixedTree();
  const expected = await groupsOf(dir, 'serial', 1);
  expect(expected.length).toBeGreaterThan(900);
  for (const engine of engineNames) {
    for (const workers of [2, 4]) expect(await groupsOf(dir, engine, workers)).toEqual(expected);
  }
});

test('a worker killed in mid-scan changes nothing', async () => {
  const dir = mixedTree();
  const expected = await groupsOf(dir, 'serial', 1);
  const pause = new Pause();
  const killed = new Set<number>();
  // The scan waits for each worker to come up, and the worker dies with its first tasks in its hands.
  const found = await groupsOf(dir, 'processes', 2, pause, ({ pid, state }) => {
    if (killed.size === 2 || pid === undefined) return;
    if (state === 'starting') pause.set(true);
    if (state !== 'ready') return;
    killed.add(pid);
    pause.set(false);
    setImmediate(() => process.kill(pid, 'SIGKILL'));
  });
  expect(killed.size).toBe(2);
  expect(found).toEqual(expected);
});
