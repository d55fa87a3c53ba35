/**
 * Removing 10,000 duplicates of 100 KB: `forkful dedupe --action delete` (every pair compared byte by byte, journalled,
 * undoable) against `jdupes -rdN`. Runs alternate, so that a noisy moment hits both; ratios are of medians.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));
const pairs = 10_000;
const fileBytes = 100 * 1024;
const filesPerFolder = 500;

interface Contender {
  readonly name: string;
  readonly command: (tree: string, scratch: string) => readonly [string, ...string[]];
}

const forkful = (action: string): Contender => ({
  name: `forkful dedupe --action ${action}`,
  command: (tree) => [process.execPath, launcher, 'dedupe', tree, '--action', action, '--yes', '--quiet'],
});
const contenders: readonly Contender[] = [
  { name: 'jdupes -rdN', command: (tree) => ['jdupes', '-q', '-r', '-d', '-N', tree] },
  forkful('delete'),
  forkful('trash'),
];

/** @param args the number of rounds (3; --short: 1) and the folder to work in (that for temporary files) */
export async function run(args: string[]): Promise<void> {
  const rounds = args[0] === '--short' ? 1 : Number(args[0] ?? 3);
  const scratch = mkdtempSync(join(args[1] ?? tmpdir(), 'forkful-bench-'));
  try {
    const master = join(scratch, 'master');
    makeTree(master);
    const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) times.get(contender.name)?.push(timeOne(contender, master, scratch));
    }
    report(times);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function makeTree(folder: string): void {
  const bytes = Buffer.alloc(fileBytes);
  for (let pair = 0; pair < pairs; pair++) {
    // Equal sizes throughout, as in the worst of real collections; contents differ from the first bytes on.
    bytes.fill(`content ${pair} `);
    for (const side of ['a', 'b']) {
      const parent = join(folder, side, String(Math.floor(pair / filesPerFolder)));
      if (pair % filesPerFolder === 0) mkdirSync(parent, { recursive: true });
      writeFileSync(join(parent, `${pair}.bin`), bytes);
    }
  }
}

/** @returns seconds; the copy of the tree and the state folder are not counted */
function timeOne({ name, command }: Contender, master: string, scratch: string): number {
  const tree = join(scratch, 'tree');
  const state = join(scratch, 'state');
  cpSync(master, tree, { recursive: true });
  execFileSync('sync');
  const [program, ...args] = command(tree, scratch);
  const env = { ...process.env, FORKFUL_STATE_DIR: state, XDG_DATA_HOME: join(scratch, 'data') };
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = (performance.now() - start) / 1000;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.toString()}`);
  const left = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  if (left !== pairs) throw new Error(`${name} left ${left} files of ${pairs}`);
  for (const used of [tree, state, join(scratch, 'data')]) rmSync(used, { recursive: true, force: true });
  return seconds;
}

function report(times: ReadonlyMap<string, readonly number[]>): void {
  const [base = 1] = [...times.values()].map(median);
  for (const [name, seconds] of times) {
    const middle = median(seconds);
    const line = `${name.padEnd(34)}${middle.toFixed(2).padStart(7)} s  ${(middle / base).toFixed(2).padStart(5)} × jdupes`;
    process.stdout.write(`${line}  (${seconds.map((value) => value.toFixed(2)).join(', ')})\n`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
