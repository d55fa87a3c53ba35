/**
 * `npm run bench -- scan [--short] [--cold] [--runs N] [--results FILE] [TREE…]`: whole processes on the same tree in one
 * run, forkful and every installed peer in turn; medians, and the ratio to the fastest peer. Then the second scan with the
 * catalogue, and how far all of it is from the bare work. `--results` keeps the rows as JSON. Notes: scan.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { limitContenders } from './scan-limits.ts';
import { dropCaches, type Measured, measure, medianOf } from './scan-measure.ts';
import { installedPeers, type Peer } from './scan-peers.ts';
import { RowBook } from './scan-rows.ts';
import { type TreeName, treeFolder, trees } from './trees.ts';

const forkful = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

/** Ceilings on the ratio to the best peer, warm and cold. */
const targets: Readonly<Record<TreeName, { readonly warm: number; readonly cold?: number }>> = {
  small: { warm: 0.5, cold: 0.4 },
  photos: { warm: 0.45, cold: 0.4 },
  twins: { warm: 0.5 },
  alike: { warm: 0.5 },
  'alike-spot': { warm: 0.5 },
  pages: { warm: 0.5 },
  million: { warm: 0.6 },
};

interface Run {
  readonly tree: TreeName;
  readonly folder: string;
  readonly runs: number;
  /** A folder for what the contenders write. */
  readonly out: string;
  readonly book: RowBook;
}

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      short: { type: 'boolean' },
      cold: { type: 'boolean' },
      runs: { type: 'string' },
      results: { type: 'string' },
    },
  });
  const names = positionals.length > 0 ? positionals : values.short ? ['small', 'photos'] : Object.keys(trees);
  const runs = Number(values.runs ?? (values.short ? 3 : 5));
  const out = mkdtempSync(join(tmpdir(), 'forkful-bench-scan-'));
  const book = new RowBook();
  try {
    const peers = installedPeers(out);
    for (const tree of names) {
      if (!isTreeName(tree)) throw new Error(`no tree ${tree}; there are: ${Object.keys(trees).join(', ')}`);
      const each = { tree, folder: treeFolder(trees[tree]), runs, out, book };
      compareWithPeers(each, peers, values.cold === true);
      if (values.cold !== true) {
        compareWithCatalogue(each);
        compareWithLimits(each);
      }
      if (values.results !== undefined) book.save(values.results);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function compareWithPeers({ tree, folder, runs, out, book }: Run, peers: readonly Peer[], cold: boolean): void {
  const contenders: Peer[] = [
    { name: 'forkful', command: (dir) => scanCommand(dir, '--no-catalogue') },
    { name: 'forkful, 1 worker', command: (dir) => scanCommand(dir, '--no-catalogue', '--workers', '1') },
    ...peers,
  ];
  if (cold && !dropCaches()) throw new Error('dropping the page cache needs root');
  const results = measureInTurns(contenders, { folder, runs, out }, cold);
  const best = Math.min(...peers.map((peer) => medianOf(results.get(peer.name) ?? [], 'seconds')));
  const { [cold ? 'cold' : 'warm']: target = '-' } = targets[tree];
  book.title(`${trees[tree].about}${cold ? ', cold' : ''} (median of ${runs}; at most ${target} of the best peer)`);
  for (const [who, measured] of results) book.add(tree, cold ? 'cold' : 'warm', who, measured, best);
}

/** The first scan with a catalogue writes it, the second reads it; beside it our own bare walk. */
function compareWithCatalogue({ tree, folder, runs, out, book }: Run): void {
  const env = { ...process.env, FORKFUL_STATE_DIR: join(out, `state-${tree}`) };
  const fill = measure(scanCommand(folder), out, env);
  const again: Measured[] = [];
  const walk: Measured[] = [];
  for (let round = 0; round < runs; round += 1) {
    again.push(measure(scanCommand(folder), out, env));
    walk.push(measure(bareWalk(folder), out));
  }
  const base = medianOf(walk, 'seconds');
  book.title('with the catalogue (ratios to our bare walk; the second scan at most 1.3)');
  book.add(tree, 'warm', 'bare walk', walk, base);
  book.add(tree, 'warm', 'first scan', [fill], base);
  book.add(tree, 'warm', 'second scan', again, base);
}

/** What the work costs without a duplicate finder around it. */
function compareWithLimits({ tree, folder, runs, out, book }: Run): void {
  const contenders: Peer[] = [
    { name: 'forkful', command: (dir) => scanCommand(dir, '--no-catalogue') },
    { name: 'forkful, bare walk', command: bareWalk },
    ...limitContenders(scanCommand(folder, '--no-catalogue', '--format', 'json'), folder, out),
  ];
  const results = measureInTurns(contenders, { folder, runs, out }, false);
  const base = medianOf(results.get('forkful') ?? [], 'seconds');
  book.title('the bare work (ratios to the whole scan)');
  for (const [who, measured] of results) book.add(tree, 'warm', who, measured, base);
}

/** In turns, so that what else the machine does meets all of them alike; a first round, not counted, fills the cache. */
function measureInTurns(
  contenders: readonly Peer[],
  { folder, runs, out }: Pick<Run, 'folder' | 'runs' | 'out'>,
  cold: boolean,
): Map<string, Measured[]> {
  const results = new Map<string, Measured[]>(contenders.map((contender) => [contender.name, []]));
  for (let round = cold ? 1 : 0; round <= runs; round += 1) {
    for (const contender of contenders) {
      if (cold) dropCaches();
      const measured = measure(contender.command(folder, out), out);
      if (round > 0) results.get(contender.name)?.push(measured);
    }
  }
  return results;
}

function scanCommand(folder: string, ...flags: string[]): string[] {
  return [process.execPath, forkful, 'scan', '--hidden', '--quiet', ...flags, folder];
}

/** Nothing is that large: the walk alone is left. */
function bareWalk(folder: string): string[] {
  return scanCommand(folder, '--no-catalogue', '--min-size', '1000T');
}

function isTreeName(name: string): name is TreeName {
  return name in trees;
}
