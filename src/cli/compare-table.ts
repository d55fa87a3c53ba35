import { formatElapsed } from '../base/quantities.ts';
import type { EngineName } from '../orchestrator/types.ts';

/** The same work under one engine. */
export interface EngineTiming {
  readonly engine: EngineName;
  readonly workers: number;
  /** Milliseconds of each run. */
  readonly runs: readonly number[];
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

/** `serial  1 worker  2.09 s  1.00 ×`, a line an engine. */
export function compareTable(figures: readonly EngineFigures[]): string {
  const rows = figures.map(({ engine, workers, medianMs, speedUp }) => [
    engine,
    `${workers}`,
    formatElapsed(medianMs),
    `${speedUp.toFixed(2)} ×`,
  ]);
  const all = [['engine', 'workers', 'median', 'speed-up'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column === 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function pad(cell: string, width: number, left: boolean): string {
  return left ? cell.padEnd(width) : cell.padStart(width);
}

function medianOf(runs: readonly number[]): number {
  const sorted = [...runs].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
