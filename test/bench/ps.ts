/**
 * `npm run bench -- ps [--short]`: the cost of watching many processes: one tick, and the CPU share at one look a second
 * beside htop and btop, which watch the same processes at the same time in terminals of their own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn as spawnPty } from '@lydell/node-pty';
import { Census } from '../../src/system/census.ts';
import { createProcBackend } from '../../src/system/proc/backend.ts';
import { readProcessStat } from '../../src/system/process-stat.ts';
import { processRows } from '../../src/system/tree.ts';

const budgetMs = 15;

export async function run(args: string[]): Promise<void> {
  const short = args.includes('--short');
  const crowd = await startCrowd(2000);
  try {
    await measureTick(short ? 20 : 60);
    await measureShares(short ? 5 : 15);
  } finally {
    crowd.end();
  }
}

/** Sleeping processes, which end by themselves should nobody be left to end them. */
async function startCrowd(size: number): Promise<{ end(): void }> {
  const script = `i=0; while [ $i -lt ${size} ]; do sleep 180 & i=$((i+1)); done; echo ready; wait`;
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await once(shell.stdout, 'data');
  return {
    end() {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGTERM');
    },
  };
}

async function measureTick(ticks: number): Promise<void> {
  const backend = createProcBackend();
  const census = new Census({
    isRoot: ({ pid }) => pid === process.pid,
    describe: (reading) => backend.describe(reading),
    roleOf: () => undefined,
  });
  const [reads, all, rows]: [number[], number[], number[]] = [[], [], []];
  let processes = 0;
  let cpuMs = 0;
  for (let tick = 0; tick < ticks + 3; tick++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const readings = await backend.processes();
    const read = performance.now();
    const taken = census.take(readings, 'all');
    backend.cpu();
    backend.memory();
    const done = performance.now();
    const { user, system } = process.cpuUsage(cpu);
    processRows(taken);
    if (tick >= 3) {
      cpuMs += (user + system) / 1000;
      reads.push(read - start);
      all.push(done - start);
      rows.push(performance.now() - done);
    }
    processes = readings.length;
    await sleep(20);
  }
  backend.close();

  const { processes: slow } = await import('systeminformation');
  const start = performance.now();
  await slow();
  const systemInformation = performance.now() - start;

  say(`one tick over ${processes} processes (median of ${ticks})`);
  say(`  process table         ${milliseconds(median(reads))}`);
  say(
    `  whole sample          ${milliseconds(median(all))}   budget ${budgetMs} ms: ${verdict(median(all) <= budgetMs)}`,
  );
  say(`  its CPU time          ${milliseconds(cpuMs / ticks)}   mean of user and system time`);
  say(`  rows of the tree      ${milliseconds(median(rows))}`);
  say(
    `  systeminformation     ${milliseconds(systemInformation)}   ${(systemInformation / median(all)).toFixed(1)} × our sample`,
  );
}

interface Watcher {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Keys that bring it to show every process. */
  readonly keys?: string;
}

async function measureShares(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'forkful-bench-'));
  const program = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));
  const sampler = fileURLToPath(new URL('./ps-sampler.ts', import.meta.url));
  mkdirSync(join(folder, 'btop'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'btop', 'btop.conf'), 'update_ms = 1000\n');
  const watchers: readonly Watcher[] = [
    { name: 'forkful, the sampler alone', command: process.execPath, args: [sampler] },
    {
      name: 'forkful, the whole screen',
      command: process.execPath,
      args: [program, join(folder, 'empty')],
      env: { FORKFUL_STATE_DIR: join(folder, 'state') },
      keys: '1o',
    },
    { name: 'htop', command: 'htop', args: ['-d', '10'], env: { HTOPRC: join(folder, 'htoprc') } },
    { name: 'btop', command: 'btop', args: ['--utf-force'], env: { XDG_CONFIG_HOME: folder } },
  ];
  const started = watchers.map((watcher) => ({ watcher, pty: open(watcher) }));
  try {
    await sleep(4000); // they start, and read what they read only once
    for (const { watcher, pty } of started) if (watcher.keys !== undefined) pty?.write(watcher.keys);
    await sleep(2000);
    const before = started.map(({ pty }) => ticksOf(pty));
    await sleep(seconds * 1000);
    const after = started.map(({ pty }) => ticksOf(pty));

    say(`CPU share at one look a second, side by side for ${seconds} s`);
    const shares = started.map((_, at) => difference(before[at], after[at]) / seconds);
    started.forEach(({ watcher }, at) => {
      const share = shares[at] ?? Number.NaN;
      const ratio = Number.isNaN(share) ? '' : `   ${(share / (shares[2] ?? Number.NaN)).toFixed(2)} × htop`;
      say(`  ${watcher.name.padEnd(28)} ${Number.isNaN(share) ? 'not here' : `${share.toFixed(1)} %`}${ratio}`);
    });
  } finally {
    for (const { pty } of started) pty?.kill('SIGKILL');
    await sleep(100);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function open({ command, args, env }: Watcher): IPty | undefined {
  try {
    const pty = spawnPty(command, [...args], {
      name: 'xterm-256color',
      cols: 120,
      rows: 40,
      env: { ...process.env, LANG: 'C.UTF-8', ...env },
    });
    pty.onData(() => {}); // a terminal that reads
    return pty;
  } catch {
    return undefined;
  }
}

/** Clock ticks of 10 ms, so that a difference over a second is a share in percent; NaN where it has ended. */
function ticksOf(pty: IPty | undefined): number {
  const stat = pty === undefined ? undefined : readProcessStat(pty.pid);
  return stat === undefined || stat.state === 'Z' ? Number.NaN : stat.cpuTicks;
}

function difference(before = Number.NaN, after = Number.NaN): number {
  return after - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`.padStart(10);
}

function verdict(holds: boolean): string {
  return holds ? 'kept' : 'missed';
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
