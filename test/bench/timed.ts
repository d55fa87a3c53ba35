import { spawnSync } from 'node:child_process';

export interface Timing {
  /** Seconds of wall clock, and of CPU of the program and all its children. */
  readonly wall: number;
  readonly cpu: number;
}

/** Runs a command by the shell, whose `time` counts what its children and theirs used. @throws Error where it fails */
export function timed(command: string, cwd: string): Timing {
  const script = `TIMEFORMAT='%R %U %S'; time { ${command}; } >/dev/null 2>stderr.txt`;
  const { stderr, status } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
  const [wall = Number.NaN, user = 0, system = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  if (status !== 0 || Number.isNaN(wall)) throw new Error(`${command.slice(0, 200)}: status ${status}\n${stderr}`);
  return { wall, cpu: user + system };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
