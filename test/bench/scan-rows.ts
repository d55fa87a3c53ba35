import { writeFileSync } from 'node:fs';
import { type Measured, medianOf } from './scan-measure.ts';

/** One contender on one tree: medians of its runs, the largest of its peaks. */
export interface Row {
  readonly tree: string;
  readonly cache: 'warm' | 'cold';
  readonly name: string;
  readonly seconds: number;
  /** To the one that the table measures by. */
  readonly ratio: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** Says each row as it comes, and keeps all of them for a file that a plot can be drawn from. */
export class RowBook {
  readonly #rows: Row[] = [];

  title(text: string): void {
    say(`\n${text}`);
  }

  /** @param base seconds of the contender whose ratio is 1 */
  add(tree: string, cache: Row['cache'], name: string, runs: readonly Measured[], base: number): void {
    const row: Row = {
      tree,
      cache,
      name,
      seconds: medianOf(runs, 'seconds'),
      ratio: medianOf(runs, 'seconds') / base,
      cpuSeconds: medianOf(runs, 'cpuSeconds'),
      peakMegabytes: Math.max(...runs.map((run) => run.peakMegabytes)),
    };
    this.#rows.push(row);
    const cells = [
      name.padEnd(26),
      `${row.seconds.toFixed(3)} s`.padStart(10),
      `${row.ratio.toFixed(2)} x`.padStart(9),
      `cpu ${row.cpuSeconds.toFixed(2)} s`.padStart(12),
      `${row.peakMegabytes.toFixed(0)} MB`.padStart(9),
    ];
    say(`  ${cells.join('')}`);
  }

  save(path: string): void {
    writeFileSync(path, `${JSON.stringify(this.#rows, undefined, 1)}\n`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
