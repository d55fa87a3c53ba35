/**
 * `npm run bench -- footprint`: the memory of the built program and all its children, at some work and at eight times as
 * much: it is to depend on what is done at once, not on how much there is to do. Peak resident sizes, summed over the
 * tree and looked at every 20 ms; pages that processes share are counted in each.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownTree } from '../../src/system/census.ts';
import { ProcessTable } from '../../src/system/proc/process-table.ts';

const MB = 2 ** 20;
const times = 8;
const lookMs = 20;
/** Peak at eight times the work over the peak at the work itself. */
const mostGrowth = 1.5;
const program = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

interface Work {
  readonly name: string;
  /** Prepares `scale` times the work in an empty folder. @returns the command line */
  readonly prepare: (folder: string, scale: number, origin: string) => readonly string[];
}

const works: readonly Work[] = [
  {
    name: 'hash, one file of 128 MB',
    prepare: (folder, scale) => ['hash', makeHole(join(folder, 'file'), 128 * MB * scale)],
  },
  {
    name: 'scan, 16 equal files of 8 MB',
    prepare(folder, scale) {
      for (let at = 0; at < 16; at += 1) makeHole(join(folder, `file-${at}`), 8 * MB * scale);
      return ['scan', '--no-catalogue', folder];
    },
  },
  {
    name: 'scan, 2,500 files of 1 KB',
    prepare(folder, scale) {
      for (let at = 0; at < 2500 * scale; at += 1) {
        const below = join(folder, String(at >> 8));
        if ((at & 255) === 0) mkdirSync(below);
        writeFileSync(join(below, String(at)), String(at >> 2).padEnd(1024));
      }
      return ['scan', '--no-catalogue', folder];
    },
  },
  {
    name: 'get, 8 bodies of 4 MB',
    prepare: (folder, scale, origin) => ['get', '--dir', folder, ...urls(origin, 8, 4 * MB * scale)],
  },
  {
    name: 'get, 100 bodies of 64 KB',
    prepare: (folder, scale, origin) => [
      ...['get', '--dir', folder, '--per-host', '16'],
      ...urls(origin, 100 * scale, MB / 16),
    ],
  },
];

export async function run(): Promise<void> {
  const server = createServer((request, response) => sendBody(request.url ?? '', response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  say(
    `${'peak of forkful and its children'.padEnd(36)} ${'the work'.padStart(9)} ${`× ${times}`.padStart(9)}   growth`,
  );
  try {
    for (const { name, prepare } of works) {
      const peaks: number[] = [];
      for (const scale of [1, times]) peaks.push(await inFolder((folder) => peakOf(prepare(folder, scale, origin))));
      const [little = Number.NaN, much = Number.NaN] = peaks;
      const growth = much / little;
      say(`${name.padEnd(36)} ${mb(little)} ${mb(much)}   ${growth.toFixed(2)} × ${verdict(growth)}`);
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Bytes, while the program runs with these arguments. */
async function peakOf(args: readonly string[]): Promise<number> {
  const state = mkdtempSync(join(tmpdir(), 'forkful-bench-'));
  const table = new ProcessTable();
  const child = spawn(process.execPath, [program, ...args], {
    stdio: 'ignore',
    env: { ...process.env, FORKFUL_STATE_DIR: state },
  });
  let peak = 0;
  const clock = setInterval(() => {
    const readings = table.read();
    const tree = ownTree(
      readings,
      readings.filter(({ pid }) => pid === child.pid),
    );
    const own = readings.filter(({ pid }) => tree.has(pid));
    peak = Math.max(
      peak,
      own.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    );
  }, lookMs);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`forkful ${args[0]} ended with ${code}`);
    return peak;
  } finally {
    clearInterval(clock);
    table.close();
    rmSync(state, { recursive: true, force: true });
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'forkful-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads as zeros and takes no room on the disk. */
function makeHole(path: string, bytes: number): string {
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

function urls(origin: string, count: number, bytes: number): string[] {
  return Array.from({ length: count }, (_, at) => `${origin}/${at}-${bytes}.bin`);
}

const block = Buffer.alloc(256 * 1024, 'forkful ');

/** As many bytes as the name asks for, no two bodies alike. */
function sendBody(url: string, response: ServerResponse): void {
  const [, number = '', size = '0'] = /^\/(\d+)-(\d+)\.bin$/.exec(url) ?? [];
  const mark = Buffer.from(number.padStart(16));
  let left = Number(size);
  response.writeHead(200, { 'content-length': left });
  left -= mark.length;
  response.write(mark);
  const more = (): void => {
    while (left > 0) {
      const part = block.subarray(0, Math.min(left, block.length));
      left -= part.length;
      if (!response.write(part)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
}

function verdict(growth: number): string {
  return growth <= mostGrowth ? `(at most ${mostGrowth}: kept)` : `(at most ${mostGrowth}: missed)`;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / MB)} MB`.padStart(9);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
