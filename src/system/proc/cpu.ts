/** CPU in all and by core from /proc/stat (proc_stat(5)), load from /proc/loadavg. */
import type { CpuInfo } from '../types.ts';
import { type KeptFile, keepFile } from './kept-file.ts';
import { parsePressure } from './pressure.ts';

/** Clock ticks since boot. */
export interface CoreTicks {
  readonly busy: number;
  readonly all: number;
}

/** The line of all cores first, then one a core that is online, by its number. */
export function parseCoreTicks(text: string): ReadonlyMap<string, CoreTicks> {
  const cores = new Map<string, CoreTicks>();
  for (const [, name = '', numbers = ''] of text.matchAll(/^(cpu\d*)\s+(.*)$/gm)) {
    // guest and guest_nice, the last two, are counted in user and nice already.
    const ticks = numbers.split(' ').slice(0, 8).map(Number);
    const all = ticks.reduce((sum, part) => sum + part, 0);
    cores.set(name, { all, busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0) }); // idle, iowait
  }
  return cores;
}

/** Percent between two looks; 0 where no time went by, or where a counter ran backwards, as iowait may. */
export function busyShare(before: CoreTicks | undefined, after: CoreTicks | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const all = after.all - before.all;
  return all <= 0 ? 0 : Math.min(100, Math.max(0, ((after.busy - before.busy) / all) * 100));
}

/** Clock ticks a core: two looks closer together share one figure, since a single tick would count as much as a core. */
const shortestWindow = 10;

export class CpuReader {
  readonly #stat: KeptFile = keepFile('/proc/stat');
  readonly #load: KeptFile = keepFile('/proc/loadavg');
  readonly #pressure: KeptFile = keepFile('/proc/pressure/cpu');
  #before: ReadonlyMap<string, CoreTicks> = new Map();
  #total = 0;
  #cores: readonly number[] = [];

  read(): CpuInfo {
    this.#measure(parseCoreTicks(this.#stat.read() ?? ''));
    const [one = 0, five = 0, fifteen = 0] = (this.#load.read() ?? '').split(' ').map(Number);
    const pressure = parsePressure(this.#pressure.read() ?? '');
    return { total: this.#total, cores: this.#cores, load: [one, five, fifteen], pressure };
  }

  #measure(ticks: ReadonlyMap<string, CoreTicks>): void {
    const passed = (ticks.get('cpu')?.all ?? 0) - (this.#before.get('cpu')?.all ?? 0);
    if (passed < shortestWindow * (ticks.size - 1)) return;
    const share = (name: string): number => busyShare(this.#before.get(name), ticks.get(name));
    this.#total = share('cpu');
    this.#cores = [...ticks.keys()].filter((name) => name !== 'cpu').map(share);
    this.#before = ticks;
  }

  close(): void {
    for (const file of [this.#stat, this.#load, this.#pressure]) file.close();
  }
}
