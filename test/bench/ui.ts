/**
 * `npm run bench -- ui [--short] [first|idle|downloads|scan|busy|rows…]`: what the screen costs. The built program does real work in a pseudo-terminal; the first
 * frame and the time from a key to its row are seen from the other side of it, CPU is user and system time of the
 * screen's own process. Median of the runs.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { bundle } from '../support/bundle.ts';
import { keys } from '../support/keys.ts';
import { type Pty, startPty } from '../support/pty.ts';
import { median } from './timed.ts';
import { addEndlessPairs, leave, makePlace, type Place, withEndlessServer } from './ui-scenes.ts';

interface Extent {
  readonly runs: number;
  readonly seconds: number;
  readonly presses: number;
}

export async function run(args: string[]): Promise<void> {
  const extent: Extent = args.includes('--short')
    ? { runs: 1, seconds: 5, presses: 60 }
    : { runs: 5, seconds: 12, presses: 200 };
  const chosen = args.filter((arg) => !arg.startsWith('-'));
  const wanted = (part: string): boolean => chosen.length === 0 || chosen.includes(part);
  const place = makePlace(212);
  try {
    if (wanted('first')) await firstFrame(place, extent.runs * 3);
    if (wanted('idle')) await cpu('idle, figures once a second', () => started(place), extent, 2);
    await withEndlessServer(32, async (flags) => {
      if (wanted('downloads')) await keyToRow('while 32 downloads run', () => downloading(place, flags), extent);
      addEndlessPairs(place);
      if (wanted('scan')) await keyToRow('while a scan runs', () => scanning(place), extent);
      if (wanted('busy')) {
        await cpu('busy: a scan and 32 downloads', () => scanning(place, ...flags), extent, 8);
      }
    });
  } finally {
    place.remove();
  }
  if (wanted('rows')) await amongAMillionRows(extent);
}

/** Against `node -e 0` in the same minute. */
async function firstFrame(place: Place, times: number): Promise<void> {
  const [bare, frame]: [number[], number[]] = [[], []];
  for (let time = 0; time <= times; time += 1) {
    const nodeFrom = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    const nodeMs = performance.now() - nodeFrom;
    const from = performance.now();
    const pty = place.start();
    await pty.waitFor('3 Duplicates');
    const frameMs = performance.now() - from;
    await leave(pty);
    // The first start fills the compile cache.
    if (time === 0) continue;
    bare.push(nodeMs);
    frame.push(frameMs);
  }
  const [node, screen] = [median(bare), median(frame)];
  print('first frame', `${ms(screen)}; node -e 0 ${ms(node)}; after it ${ms(screen - node)} (at most 120 ms)`);
}

async function cpu(what: string, start: () => Promise<Pty>, { runs, seconds }: Extent, most: number): Promise<void> {
  const [shares, rates]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    const pty = await start();
    await pause(3000);
    const [from, spent, bytes] = [performance.now(), cpuMs(pty.pid), pty.screen.written.length];
    await pause(seconds * 1000);
    const elapsed = performance.now() - from;
    shares.push(((cpuMs(pty.pid) - spent) / elapsed) * 100);
    rates.push((paints(pty.screen.written.slice(bytes)) * 1000) / elapsed);
    await leave(pty);
  }
  const of = `${shares.map((share) => share.toFixed(1)).join(' ')}; ${median(rates).toFixed(1)} paints a second`;
  print(what, `${median(shares).toFixed(1)} % of a core (at most ${most} %) of ${of}`);
}

/** From the write of a key to another row being the selected one. */
async function keyToRow(where: string, start: () => Promise<Pty>, { runs, presses }: Extent): Promise<void> {
  const [medians, worst, beside]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < runs; run += 1) {
    const pty = await start();
    pty.press('3');
    await pause(2000);
    const took: number[] = [];
    const [began, spent] = [performance.now(), childrenCpuMs(pty.pid)];
    for (let press = 0; press < presses; press += 1) {
      took.push(await timeOfKey(pty, press % 40 < 20 ? 'j' : 'k'));
      // Keys come at any time of a frame.
      await pause(15 + (press % 7) * 5);
    }
    beside.push(((childrenCpuMs(pty.pid) - spent) / (performance.now() - began)) * 100);
    await leave(pty);
    medians.push(median(took));
    worst.push(quantile(took, 0.99));
  }
  const figures = `median ${ms(median(medians))}, p99 ${ms(median(worst))} (at most 50 ms)`;
  print(`key to painted row ${where}`, `${figures}; children at ${median(beside).toFixed(0)} % of a core`);
}

async function timeOfKey(pty: Pty, key: string): Promise<number> {
  const before = selectedRow(pty);
  const from = performance.now();
  pty.press(key);
  await pty.waitFor(() => ![undefined, before].includes(selectedRow(pty)));
  return performance.now() - from;
}

/** In the list of duplicates, a group or a file in a folder: the panes beside it have a selected row too. */
function selectedRow({ screen }: Pty): string | undefined {
  return /▌(?:▾[^│┃]*|[^│┃]*\/)IMG_\S*/.exec(screen.text())?.[0];
}

/** Sample data in the real screen: a key in a list of a million rows moves it in one frame. */
async function amongAMillionRows(extent: Extent): Promise<void> {
  const sample = await bundle('sample-screen.ts');
  try {
    const start = async (): Promise<Pty> => {
      const pty = startPty({ args: [sample.path, 'many'] });
      await pty.waitFor('100,000 groups');
      return pty;
    };
    await keyToRow('in a million rows', start, extent);
    const pty = await start();
    pty.press('3');
    await pause(1000);
    for (const [key, seen] of [
      ['G', /▌ .*8\/IMG_/],
      ['g', /▌▾ 9 × /],
      [keys.ctrl('d'), /▌ .*\/IMG_/],
    ] as const) {
      const bytes = pty.screen.written.length;
      const from = performance.now();
      pty.press(key);
      await pty.waitFor((screen) => screen.written.length > bytes && seen.test(screen.text()));
      const took = performance.now() - from;
      await pause(200);
      print(
        `${key < ' ' ? 'Ctrl-d' : key} in a million rows`,
        `${ms(took)}, ${paints(pty.screen.written.slice(bytes))} frame (one)`,
      );
    }
    await leave(pty);
  } finally {
    sample.remove();
  }
}

async function started(place: Place, ...flags: readonly string[]): Promise<Pty> {
  const pty = place.start(...flags);
  await pty.waitFor(/212 groups/);
  return pty;
}

/** All of them under way: a transfer that is refused or fails would cost nothing. */
async function downloading(place: Place, flags: readonly string[]): Promise<Pty> {
  const pty = await started(place, ...flags);
  await pty.waitFor(/downloading 0 of 32 · \d.*MB\/s|body-0\.bin .*B\/s/);
  return pty;
}

/** Every core reads and compares; what the children really took of them is printed with the figure. */
async function scanning(place: Place, ...flags: readonly string[]): Promise<Pty> {
  const pty = await started(place, ...flags);
  await pty.waitFor(/comparing .* · .*B\/s/);
  return pty;
}

/** Each frame is written as one synchronised update (mode 2026). */
function paints(written: string): number {
  return written.split('\x1b[?2026h').length - 1;
}

// User and system time in ticks of 10 ms (proc(5), stat fields 14 and 15).
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function childrenCpuMs(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
  return children === '' ? 0 : children.split(' ').reduce((sum, child) => sum + cpuMs(Number(child)), 0);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(38)} ${figures}\n`);
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
}
