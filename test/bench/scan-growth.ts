/**
 * `npm run bench -- scan-growth [--short] [--runs N] [--results FILE] [--from FILE]`: how wall time and peak memory grow
 * with the number of files, for forkful and jdupes (where it is installed), drawn into screenshots/scan-growth.svg.
 * `--from` draws kept results anew; `--short` measures little and draws nothing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatCount } from '../../src/base/quantities.ts';
import { drawPlot, type Plot } from './log-plot.ts';
import { type Measured, measure, medianOf } from './scan-measure.ts';
import { installedPeers, type Peer } from './scan-peers.ts';
import { tinyFiles, treeFolder, trees } from './trees.ts';

const forkful = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));
const picture = fileURLToPath(new URL('../../screenshots/scan-growth.svg', import.meta.url));
const counts = [10_000, 30_000, 100_000, 300_000, 1_000_000];

interface Point {
  readonly name: string;
  readonly files: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean' },
      runs: { type: 'string' },
      results: { type: 'string' },
      from: { type: 'string' },
    },
  });
  const runs = Number(values.runs ?? (values.short ? 1 : 5));
  const points =
    values.from === undefined
      ? measureGrowth(values.short ? counts.slice(0, 2) : counts, runs)
      : (JSON.parse(readFileSync(values.from, 'utf8')) as Point[]);
  if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(points, undefined, 1)}\n`);
  if (values.short !== true) writeFileSync(picture, drawPlot(plotOf(points)));
}

function measureGrowth(sizes: readonly number[], runs: number): Point[] {
  const out = mkdtempSync(join(tmpdir(), 'forkful-bench-growth-'));
  try {
    const contenders: Peer[] = [
      {
        name: 'forkful',
        command: (dir) => [process.execPath, forkful, 'scan', '--hidden', '--quiet', '--no-catalogue', dir],
      },
      ...installedPeers(out).filter(({ name }) => name === 'jdupes'),
    ];
    return sizes.flatMap((files) => measureSize(files, contenders, runs, out));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** In turns; the first round fills the page cache. */
function measureSize(files: number, contenders: readonly Peer[], runs: number, out: string): Point[] {
  const folder = treeFolder(files === 1_000_000 ? trees.million : tinyFiles(files));
  const results = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const { name, command } of contenders) {
      const measured = measure(command(folder, out), out);
      if (round > 0) results.get(name)?.push(measured);
    }
  }
  return [...results].map(([name, measured]) => {
    const seconds = medianOf(measured, 'seconds');
    const peakMegabytes = medianOf(measured, 'peakMegabytes');
    const cells = [formatCount(files).padStart(9), ` files  ${name.padEnd(8)}`, seconds.toFixed(3).padStart(8), ' s'];
    process.stdout.write(`${cells.join('')}${peakMegabytes.toFixed(0).padStart(6)} MB\n`);
    return { name, files, seconds, peakMegabytes };
  });
}

function plotOf(points: readonly Point[]): Plot {
  const names = [...new Set(points.map(({ name }) => name))];
  const curvesOf = (value: (point: Point) => number) =>
    names.map((name) => ({
      name,
      points: points.filter((point) => point.name === name).map((point) => [point.files, value(point)] as const),
    }));
  return {
    title: 'What a scan costs as a tree grows',
    about: 'tiny files, 30 % duplicates, warm page cache; whole processes, medians',
    xTitle: 'files',
    xShow: (files) => (files >= 1e6 ? `${files / 1e6} M` : `${files / 1e3} k`),
    panels: [
      { title: 'wall time', curves: curvesOf(({ seconds }) => seconds), show: (s) => `${trimmed(s)} s` },
      { title: 'peak memory', curves: curvesOf((point) => point.peakMegabytes), show: (mb) => `${trimmed(mb)} MB` },
    ],
  };
}

/** Two figures that count; whole numbers from ten on. */
function trimmed(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}
