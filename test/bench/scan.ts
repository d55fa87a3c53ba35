/**
 * `npm run bench -- scan [--short] [--cold] [--runs N] [TREE…]`: whole processes on the same tree in one run, forkful and
 * every installed peer in turn; medians, and the ratio to the fastest peer. Notes on where results differ: scan.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dropCaches, type Measured, measure, medianOf } from './scan-measure.ts';
import { installedPeers, type Peer } from './scan-peers.ts';
import { type TreeName, treeFolder, trees } from './trees.ts';

const forkful = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

/** Ceilings on the ratio to the best peer, warm and cold. */
const targets: Readonly<Record<TreeName, { readonly warm: number; readonly cold?: number }>> = {
  small: { warm: 0.5, cold: 0.4 },
  photos: { warm: 0.45, cold: 0.4 },
  twins: { warm: 0.5 },
  alike: { warm: 0.5 },
  pages: { warm: 0.5 },
  million: { warm: 0.6 },
};

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { short: { type: 'boolean' }, cold: { type: 'boolean' }, runs: { type: 'string' } },
  });
  const names = positionals.length > 0 ? positionals : values.short ? ['small', 'photos'] : Object.keys(trees);
  const runs = Number(values.runs ?? (values.short ? 3 : 5));
  const out = mkdtempSync(join(tmpdir(), 'forkful-bench-scan-'));
  try {
    const peers = installedPeers(out);
    for (const name of names) {
      if (!isTreeName(name)) throw new Error(`no tree ${name}; there are: ${Object.keys(trees).join(', ')}`);
      compareOn(name, peers, runs, out, values.cold === true);
      if (values.cold !== true) catalogueOn(name, runs, out);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function compareOn(name: TreeName, peers: readonly Peer[], runs: number, out: string, cold: boolean): void {
  const folder = treeFolder(trees[name]);
  const contenders: Peer[] = [
    { name: 'forkful', command: (dir) => scanCommand(dir, '--no-catalogue') },
    { name: 'forkful, 1 worker', command: (dir) => scanCommand(dir, '--no-catalogue', '--workers', '1') },
    ...peers,
  ];
  const results = new Map<string, Measured[]>(contenders.map((contender) => [contender.name, []]));
  if (cold && !dropCaches()) throw new Error('dropping the page cache needs root');
  // In turns, so that what else the machine does meets all of them alike; a first round fills the cache.
  for (let round = cold ? 1 : 0; round <= runs; round += 1) {
    for (const contender of contenders) {
      if (cold) dropCaches();
      const measured = measure(contender.command(folder, out), out);
      if (round > 0) results.get(contender.name)?.push(measured);
    }
  }
  const best = Math.min(...peers.map((peer) => medianOf(results.get(peer.name) ?? [], 'seconds')));
  const target = cold ? targets[name].cold : targets[name].warm;
  say(`\n${trees[name].about}${cold ? ', cold' : ''} (median of ${runs}; at most ${target ?? '-'} of the best peer)`);
  for (const [who, measured] of results) say(row(who, measured, best));
}

/** The first scan with a catalogue writes it, the second reads it; beside it our own bare walk. */
function catalogueOn(name: TreeName, runs: number, out: string): void {
  const folder = treeFolder(trees[name]);
  const env = { ...process.env, FORKFUL_STATE_DIR: join(out, 'state') };
  const fill = measure(scanCommand(folder), out, env);
  const again: Measured[] = [];
  const walk: Measured[] = [];
  for (let round = 0; round < runs; round += 1) {
    again.push(measure(scanCommand(folder), out, env));
    // Nothing is that large: the walk alone is left.
    walk.push(measure(scanCommand(folder, '--no-catalogue', '--min-size', '1000T'), out));
  }
  const base = medianOf(walk, 'seconds');
  say('with the catalogue (ratios to the bare walk; the second scan at most 1.3)');
  say(row('bare walk', walk, base));
  say(row('first scan', [fill], base));
  say(row('second scan', again, base));
}

function scanCommand(folder: string, ...flags: string[]): string[] {
  return [process.execPath, forkful, 'scan', '--hidden', '--quiet', ...flags, folder];
}

function row(name: string, runs: readonly Measured[], best: number): string {
  const seconds = medianOf(runs, 'seconds');
  const cells = [
    name.padEnd(18),
    `${seconds.toFixed(3)} s`.padStart(10),
    `${(seconds / best).toFixed(2)} x`.padStart(9),
    `cpu ${medianOf(runs, 'cpuSeconds').toFixed(2)} s`.padStart(12),
    `${Math.max(...runs.map((run) => run.peakMegabytes)).toFixed(0)} MB`.padStart(9),
  ];
  return `  ${cells.join('')}`;
}

function isTreeName(name: string): name is TreeName {
  return name in trees;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
