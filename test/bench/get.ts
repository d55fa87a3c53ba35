/**
 * `forkful get` against curl -Z, aria2c and wget2, from an nginx on loopback into memory: the same list, the same number
 * of transfers at once, everything that arrived counted. Ratios of wall clock and of CPU, median of the runs.
 *
 * `npm run bench -- get [--short] [--runs N] [WORKLOAD…]`
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startNginx } from './nginx.ts';
import { answerTime, startThrottle } from './throttle.ts';
import { median, type Timing, timed } from './timed.ts';
import { noise } from './trees.ts';

interface Workload {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** Behind 20 ms of delay and 20 MB/s a connection. */
  readonly throttled?: true;
  /** Connections that one file may use, of those who can: as many as that times the files in all, for everybody. */
  readonly segments?: number;
  /** So many of a hundred repeat the content of another; the chore is to know them in the end. */
  readonly duplicates?: number;
}

const MB = 2 ** 20;
const full: readonly Workload[] = [
  { name: 'small', files: 20_000, bytes: 5 * 1024 },
  { name: 'photos', files: 600, bytes: 2.5 * MB },
  { name: 'large', files: 6, bytes: 512 * MB },
  { name: 'small-throttled', files: 20_000, bytes: 5 * 1024, throttled: true },
  { name: 'photos-throttled', files: 600, bytes: 2.5 * MB, throttled: true },
  { name: 'large-throttled', files: 6, bytes: 512 * MB, throttled: true, segments: 4 },
  { name: 'chore', files: 3_000, bytes: 300 * 1024, duplicates: 30 },
];
const short: readonly Workload[] = [
  { name: 'small', files: 5_000, bytes: 5 * 1024 },
  { name: 'photos', files: 150, bytes: 2.5 * MB },
  { name: 'large', files: 6, bytes: 128 * MB },
  { name: 'small-throttled', files: 2_000, bytes: 5 * 1024, throttled: true },
  { name: 'photos-throttled', files: 150, bytes: 2.5 * MB, throttled: true },
  { name: 'large-throttled', files: 6, bytes: 64 * MB, throttled: true, segments: 4 },
  { name: 'chore', files: 1_000, bytes: 300 * 1024, duplicates: 30 },
];

/** Connections at once, for everybody. */
const usualConnections = 16;

function connectionsOf({ files, segments = 1 }: Workload): number {
  return segments === 1 ? usualConnections : files * segments;
}

const launcher = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

interface Contestant {
  readonly name: string;
  readonly needs: string;
  command(list: string, out: string, workload: Workload): string;
}

const forkful: Contestant = {
  name: 'forkful',
  needs: 'node',
  command(list, out, workload) {
    const connections = connectionsOf(workload);
    const limits = `-j ${connections} --per-host ${connections}`;
    return `FORKFUL_STATE_DIR=${out}.state ${process.execPath} ${launcher} get --quiet -i ${list}.txt -d ${out} ${limits}`;
  },
};

const peers: readonly Contestant[] = [
  {
    name: 'curl -Z',
    needs: 'curl',
    command: (list, out, workload) => {
      const { duplicates } = workload;
      const chore = duplicates === undefined ? '' : ` && jdupes -r -q ${out}`;
      return `curl -Z --parallel-max ${connectionsOf(workload)} -s -K ${list}.curl --output-dir ${out}${chore}`;
    },
  },
  {
    name: 'aria2c',
    needs: 'aria2c',
    command: (list, out, workload) => {
      const { segments = 1 } = workload;
      const limits = `-j ${connectionsOf(workload) / segments} -x ${segments} -s ${segments} -k 1M`;
      return `aria2c -q -i ${list}.txt -d ${out} ${limits} --file-allocation=none`;
    },
  },
  {
    name: 'wget2',
    needs: 'wget2',
    command: (list, out, workload) => `wget2 -q -i ${list}.txt -P ${out} --max-threads=${connectionsOf(workload)}`,
  },
];

export async function run(args: string[]): Promise<void> {
  const brief = args.includes('--short');
  const runs = Number(args[args.indexOf('--runs') + 1]) || (brief ? 3 : 5);
  const chosen = args.filter((arg) => (brief ? short : full).some(({ name }) => name === arg));
  const memory = mkdtempSync('/dev/shm/forkful-bench-');
  try {
    for (const workload of brief ? short : full) {
      if (chosen.length === 0 || chosen.includes(workload.name)) await compare(workload, runs, memory);
    }
  } finally {
    rmSync(memory, { recursive: true, force: true });
  }
}

async function compare(workload: Workload, runs: number, memory: string): Promise<void> {
  const root = `${memory}/root`;
  makeFiles(root, workload);
  const nginx = await startNginx(root, `${memory}/nginx`);
  if (nginx === undefined) throw new Error('nginx is not installed');
  const throttle = workload.throttled ? await startThrottle(nginx.origin) : undefined;
  try {
    const origin = throttle?.origin ?? nginx.origin;
    const latency = await answerTime(`${origin}/file-0.dat`);
    writeLists(`${memory}/list`, origin, workload.files);
    const present = [forkful, ...peers].filter(({ needs }) => spawnSync('which', [needs]).status === 0);
    const times = new Map<string, Timing[]>(present.map(({ name }) => [name, []]));
    // In turns, so that what else the machine does falls on all of them alike, and each of them first in its turn: who
    // comes first after a pause may find memory that a virtual machine has given back meanwhile.
    for (let turn = 0; turn < runs; turn += 1) {
      const first = turn % present.length;
      for (const contestant of [...present.slice(first), ...present.slice(0, first)]) {
        times.get(contestant.name)?.push(race(contestant, workload, memory));
      }
    }
    report(workload, latency, times);
  } finally {
    await throttle?.stop();
    await nginx.stop();
    rmSync(root, { recursive: true });
  }
}

function race(contestant: Contestant, workload: Workload, memory: string): Timing {
  const out = `${memory}/out`;
  mkdirSync(out);
  try {
    const timing = timed(contestant.command(`${memory}/list`, out, workload), memory);
    const arrived = readdirSync(out).length;
    if (arrived !== workload.files)
      throw new Error(`${contestant.name}: ${arrived} of ${workload.files} files arrived`);
    return timing;
  } finally {
    rmSync(out, { recursive: true });
    rmSync(`${out}.state`, { recursive: true, force: true });
  }
}

function report(
  { name, files, bytes }: Workload,
  latency: number,
  times: ReadonlyMap<string, readonly Timing[]>,
): void {
  process.stdout.write(
    `\n${name}: ${files} files of ${Math.round(bytes / 1024)} KB, an answer after ${latency.toFixed(1)} ms\n`,
  );
  const of = (who: string, what: keyof Timing) => median((times.get(who) ?? []).map((timing) => timing[what]));
  for (const who of times.keys()) {
    const [wall, cpu] = [of(who, 'wall'), of(who, 'cpu')];
    const ratios =
      who === forkful.name
        ? ''
        : `  forkful: ${(of(forkful.name, 'wall') / wall).toFixed(2)} of its wall, ${(of(forkful.name, 'cpu') / cpu).toFixed(2)} of its CPU`;
    process.stdout.write(
      `  ${who.padEnd(8)} ${wall.toFixed(2).padStart(7)} s wall ${cpu.toFixed(2).padStart(7)} s CPU${ratios}\n`,
    );
  }
}

function makeFiles(root: string, { files, bytes, duplicates = 0 }: Workload): void {
  mkdirSync(root);
  const base = noise(1, Math.min(bytes, MB));
  for (let index = 0; index < files; index += 1) {
    // The first bytes tell the files apart; the rest may repeat, nobody compresses here.
    const content = index % 100 < duplicates ? index % 50 : index;
    const stamp = Buffer.from(`${content}:`.padEnd(16));
    const pieces = [stamp, base.subarray(16)];
    for (let left = bytes - base.length; left > 0; left -= base.length) pieces.push(base.subarray(0, left));
    writeFileSync(`${root}/file-${index}.dat`, Buffer.concat(pieces));
  }
}

function writeLists(list: string, origin: string, files: number): void {
  const names = Array.from({ length: files }, (_, index) => `file-${index}.dat`);
  writeFileSync(`${list}.txt`, names.map((name) => `${origin}/${name}\n`).join(''));
  writeFileSync(`${list}.curl`, names.map((name) => `url = "${origin}/${name}"\noutput = "${name}"\n`).join(''));
}
