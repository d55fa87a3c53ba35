import { formatElapsed } from '../base/quantities.ts';
import type { EngineName } from '../orchestrator/types.ts';

/** The same work under one engine. */
export interface EngineTiming {
  readonly engine: EngineName;
  readonly workers: number;
  /** Milliseconds of each run. */
  readonly runs: readonly number[];
}

/** The same work under each engine. */
export interface Comparison {
  /** What the work was, in a line. */
  readonly about: string;
  readonly engines: readonly EngineTiming[];
  /** Some of the work could not be done, under any engine. */
  readonly failed: boolean;
}

export interface EngineFigures {
  readonly engine: EngineName;
  readonly workers: number;
  readonly medianMs: number;
  /** How many times as fast as the first one of the table. */
  readonly speedUp: number;
}

export function figuresOf(timings: readonly EngineTiming[]): EngineFigures[] {
  const [base = Number.NaN] = timings.map(({ runs }) => medianOf(runs));
  return timings.map(({ engine, workers, runs }) => {
    const medianMs = medianOf(runs);
    return { engine, workers, medianMs, speedUp: base / medianMs };
  });
}

const titles = ['engine', 'workers', 'time', 'speed-up'];
const barColumns = 36;

/** `serial  1 worker  2.09 s  1.00 ×  ━━━━`, a line an engine, the bars as long as the times; 80 columns at most. */
export function compareTable(about: string, figures: readonly EngineFigures[]): string {
  const longest = Math.max(...figures.map(({ medianMs }) => medianMs));
  const rows = figures.map(({ engine, workers, medianMs, speedUp }) => [
    engine,
    `${workers}`,
    formatElapsed(medianMs),
    `${speedUp.toFixed(2)} ×`,
    '━'.repeat(Math.max(1, Math.round((barColumns * medianMs) / longest))),
  ]);
  const all = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) => row.map((cell, column) => pad(cell, widths[column], column === 0)).join('  '));
  return `${[about, '', ...lines].join('\n')}\n`;
}

/** @param width undefined for the last column, which may end where it ends */
function pad(cell: string, width: number | undefined, left: boolean): string {
  if (width === undefined) return cell;
  return left ? cell.padEnd(width) : cell.padStart(width);
}

function medianOf(runs: readonly number[]): number {
  const sorted = [...runs].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
