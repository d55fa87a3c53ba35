/**
 * The properties of removal at length: `npm run soak -- removal [CASES] [SEED] [--jobs N] [--from CASE]`. A chunk of cases
 * has a seed of its own, so that a run can be taken up at any chunk, and several run side by side, on the same cases. A
 * failing case is shrunk and printed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatCount, formatElapsed } from '../../src/base/quantities.ts';
import type { Chunk, ChunkResult } from './removal-chunks.ts';

const chunkCases = 1000;
const worker = fileURLToPath(new URL('removal-chunks.ts', import.meta.url));

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { jobs: { type: 'string' }, from: { type: 'string' } },
  });
  const total = Number(positionals[0] ?? 100_000);
  const seed = Number(positionals[1] ?? Date.now() % 2 ** 30);
  const from = Number(values.from ?? 0);
  const jobs = Number(values.jobs ?? Math.min(4, availableParallelism()));
  print(`${formatCount(total - from)} cases, seed ${seed}, ${jobs} at once`);

  const chunks = chunksOf(total, seed, from);
  const since = performance.now();
  const sum = { changes: 0, failures: 0, crashes: 0 };
  const onResult = ({ kind, cases }: ChunkResult) => {
    sum[kind] += cases;
    const done = sum.changes + sum.failures + sum.crashes;
    print(`${formatCount(from + done)} cases, ${formatElapsed(performance.now() - since)}`);
  };
  await Promise.all(Array.from({ length: jobs }, () => workThrough(chunks, onResult)));
  print(
    `${formatCount(sum.changes)} with changes by others, ${formatCount(sum.failures)} with a failing call, ` +
      `${formatCount(sum.crashes)} with a crash: no content was lost, and every undo without a foreign hand was exact`,
  );
}

/** Half of them with changes by others, a quarter each with failing calls and with crashes. */
const kinds = ['changes', 'crashes', 'changes', 'failures'] as const;

function chunksOf(total: number, seed: number, from: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let first = 0; first < total; first += chunkCases) {
    const kind = kinds[(first / chunkCases) % kinds.length] ?? 'changes';
    const cases = Math.min(chunkCases, total - first);
    if (first + cases > from) chunks.push({ kind, cases, seed: seed + first });
  }
  return chunks;
}

async function workThrough(chunks: Chunk[], onResult: (result: ChunkResult) => void): Promise<void> {
  const child = fork(worker, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = () => {
    const chunk = chunks.shift();
    if (chunk === undefined) child.disconnect();
    else child.send(chunk);
  };
  child.on('message', (result: ChunkResult) => {
    onResult(result);
    next();
  });
  next();
  const [code] = await once(child, 'exit');
  if (code === 0) return;
  chunks.length = 0;
  throw new Error('a case failed; it stands above');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
