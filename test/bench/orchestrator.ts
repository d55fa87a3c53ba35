/** What a pool costs over a bare child or thread: time until its workers are ready, and time a task. Bundled, as shipped. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';
import { build } from 'esbuild';
import type { createPool } from '../../src/orchestrator/pool.ts';
import { type EngineName, engineNames } from '../../src/orchestrator/types.ts';

type CreatePool = typeof createPool;

interface Setting {
  readonly create: CreatePool;
  readonly entry: URL;
  readonly rounds: number;
  readonly tasks: number;
}

const workers = 4;
const bare = { FORKFUL_BENCH_BARE: '1' };

export async function run(args: string[]): Promise<void> {
  const short = args.includes('--short');
  const dir = await mkdtemp(join(tmpdir(), 'forkful-bench-'));
  try {
    const { create, entry } = await bundle(dir);
    const setting = { create, entry, rounds: short ? 3 : 9, tasks: short ? 5_000 : 20_000 };
    await report(setting);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function report(setting: Setting): Promise<void> {
  print(['engine', `${workers} ready`, 'bare', 'ratio', 'task alone', 'bare', 'ratio', 'task in a crowd']);
  for (const engine of engineNames) {
    const [ready, bareReady] = await paired(
      setting.rounds,
      () => poolReady(setting, engine),
      () => bareStart(setting, engine),
    );
    const [alone, bareAlone] = await paired(
      setting.rounds,
      () => poolTask(setting, engine),
      () => bareTask(setting, engine),
    );
    const [crowd] = await paired(
      setting.rounds,
      () => poolCrowd(setting, engine),
      async () => 0,
    );
    print([
      engine,
      `${ready.toFixed(1)} ms`,
      ...against(ready, bareReady, (ms) => `${ms.toFixed(1)} ms`),
      `${(alone * 1_000).toFixed(1)} µs`,
      ...against(alone, bareAlone, (ms) => `${(ms * 1_000).toFixed(1)} µs`),
      `${(crowd * 1_000).toFixed(1)} µs`,
    ]);
  }
}

/** Until all workers can take a task, in milliseconds. */
async function poolReady({ create, entry }: Setting, engine: EngineName): Promise<number> {
  const since = performance.now();
  let waiting = engine === 'serial' ? 1 : workers;
  const { promise, resolve } = Promise.withResolvers<number>();
  const onStatus = ({ state }: { readonly state: string }) => {
    if (state !== 'ready') return;
    waiting -= 1;
    if (waiting === 0) resolve(performance.now() - since);
  };
  const pool = create<number, never, number>({ ...echo(entry, engine), onStatus });
  const took = await promise;
  await pool.close();
  return took;
}

/** One task after another through one worker, milliseconds a task. */
async function poolTask({ create, entry, tasks }: Setting, engine: EngineName): Promise<number> {
  const pool = create<number, never, number>({ ...echo(entry, engine), size: 1 });
  await pool.submit(0);
  const since = performance.now();
  for (let task = 0; task < tasks; task += 1) await pool.submit(task);
  const took = (performance.now() - since) / tasks;
  await pool.close();
  return took;
}

/** All tasks at once over all workers, milliseconds a task. */
async function poolCrowd({ create, entry, tasks }: Setting, engine: EngineName): Promise<number> {
  const pool = create<number, never, number>({ ...echo(entry, engine), slots: 64 });
  await pool.submit(0);
  const since = performance.now();
  await Promise.all(Array.from({ length: tasks }, (_, task) => pool.submit(task)));
  const took = (performance.now() - since) / tasks;
  await pool.close();
  return took;
}

function echo(entry: URL, engine: EngineName) {
  const load = async () => ({ run: (task: number) => task });
  return { role: 'preview', entry, load, engine, size: workers } as const;
}

interface Bare {
  ask(value: number): Promise<unknown>;
  end(): Promise<unknown>;
}

async function startBare(entry: URL, engine: EngineName): Promise<Bare | undefined> {
  if (engine === 'serial') return undefined;
  if (engine === 'threads') {
    const thread = new Thread(entry, { env: { ...process.env, ...bare } });
    await once(thread, 'message');
    return {
      ask(value) {
        thread.postMessage(value);
        return once(thread, 'message');
      },
      end: () => thread.terminate(),
    };
  }
  const env = { ...process.env, ...bare };
  const child = fork(fileURLToPath(entry), [], { serialization: 'advanced', execArgv: [], env });
  await once(child, 'message');
  return {
    ask(value) {
      child.send(value);
      return once(child, 'message');
    },
    end() {
      child.disconnect();
      return once(child, 'exit');
    },
  };
}

async function bareStart({ entry }: Setting, engine: EngineName): Promise<number> {
  const since = performance.now();
  const started = await Promise.all(Array.from({ length: workers }, () => startBare(entry, engine)));
  const took = performance.now() - since;
  await Promise.all(started.map((one) => one?.end()));
  return took;
}

async function bareTask({ entry, tasks }: Setting, engine: EngineName): Promise<number> {
  const worker = await startBare(entry, engine);
  if (worker === undefined) return 0;
  await worker.ask(0);
  const since = performance.now();
  for (let task = 0; task < tasks; task += 1) await worker.ask(task);
  const took = (performance.now() - since) / tasks;
  await worker.end();
  return took;
}

/** Medians of two measurements taken in turn, so that both meet the same machine. */
async function paired(
  rounds: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<readonly [number, number]> {
  const figures: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push([await one(), await other()]);
  return [median(figures.map(([figure]) => figure)), median(figures.map(([, figure]) => figure))];
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

function against(figure: number, peer: number, words: (ms: number) => string): [string, string] {
  return peer === 0 ? ['-', '-'] : [words(peer), (figure / peer).toFixed(2)];
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell, index) => (index === 0 ? cell.padEnd(10) : cell.padStart(16))).join('')}\n`);
}

async function bundle(dir: string): Promise<{ readonly create: CreatePool; readonly entry: URL }> {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await build({
    entryPoints: {
      pool: at('../../src/orchestrator/pool.ts'),
      'echo-worker': at('./echo-worker.ts'),
      'parent-watch': at('../../src/orchestrator/parent-watch.ts'),
    },
    outdir: dir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    logLevel: 'warning',
  });
  await writeFile(join(dir, 'package.json'), '{"type":"module"}');
  const pool = (await import(pathToFileURL(join(dir, 'pool.js')).href)) as { readonly createPool: CreatePool };
  return { create: pool.createPool, entry: pathToFileURL(join(dir, 'echo-worker.js')) };
}
