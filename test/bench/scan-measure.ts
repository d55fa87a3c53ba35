import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Measured {
  readonly seconds: number;
  /** User and system time of all its threads and children. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

const gnuTime = '/usr/bin/time';

/** Runs a command to its end, its output in a file; CPU and memory where GNU time is there, else NaN. */
export function measure(command: readonly string[], out: string, env: NodeJS.ProcessEnv = process.env): Measured {
  const figures = join(out, 'time');
  const [program = '', ...rest] = existsSync(gnuTime)
    ? [gnuTime, '-o', figures, '-f', '%U %S %M', ...command]
    : [...command];
  const output = openSync(join(out, 'output'), 'w');
  const started = performance.now();
  const { error } = spawnSync(program, rest, { stdio: ['ignore', output, output], env });
  const seconds = (performance.now() - started) / 1000;
  closeSync(output);
  if (error !== undefined) throw error;
  const last = existsSync(figures) ? (readFileSync(figures, 'utf8').trim().split('\n').at(-1) ?? '') : '';
  rmSync(figures, { force: true });
  const [user = Number.NaN, system = Number.NaN, kilobytes = Number.NaN] = last.split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, peakMegabytes: kilobytes / 1024 };
}

/** Drops the page cache, dentries and inodes. @returns false where that needs rights that we do not have */
export function dropCaches(): boolean {
  try {
    spawnSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

export function medianOf<Key extends keyof Measured>(runs: readonly Measured[], key: Key): number {
  const sorted = runs.map((run) => run[key]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
