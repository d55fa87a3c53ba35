/**
 * `npm run soak -- ui [MINUTES]`: the built program in a pseudo-terminal with keys, sizes, rescans and downloads without a
 * pause, and the heap that is left after each tenth of the time. After the first fifth it may grow by less than 5 %.
 *
 * The clock is faster than life: it looks at the machine ten times a second, and is rescanned about once a second, so that
 * six minutes hold the samples of an hour. What is bounded is filled in the first fifth: the log (by more downloads that fail
 * than it keeps lines) and the curves. The heap is read at one size of the terminal, in one pane, since a large frame alone
 * is some hundred kilobytes of text.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { leave, makePlace, withEndlessServer } from '../bench/ui-scenes.ts';
import { keys } from '../support/keys.ts';
import type { Pty } from '../support/pty.ts';

const preload = fileURLToPath(new URL('heap-report.ts', import.meta.url));
const strokes = ['jjjjjj', 'kkk', 'G', 'g', 'a', 'x', '1', '2', '3', '4', '5', '3', 'z', 'z', '?', keys.escape, 'r'];
const sizes = [
  [120, 40],
  [80, 24],
  [200, 60],
  [40, 12],
] as const;
const parts = 10;
const bodies = 8;
/** More than the log keeps lines. */
const failing = 6500;

export async function run([minutes = '10']: string[]): Promise<void> {
  const place = makePlace(400);
  const report = join(place.folder, '..', 'heap');
  try {
    await withEndlessServer(bodies, async (flags) => {
      const pty = place.startWith(
        { NODE_OPTIONS: `--expose-gc --import=${preload}`, FORKFUL_HEAP_REPORT: report, ...snapshots() },
        [...withFailing(flags), '--interval', '0.1'],
      );
      await pty.waitFor('400 groups');
      await pty.waitFor(/\b6,500 failed/, { timeoutMs: 120_000 });
      const heaps: number[] = [];
      const began = performance.now();
      let rescans = 0;
      for (let part = 0; part < parts; part += 1) {
        rescans += await press(pty, (Number(minutes) * 60_000) / parts);
        heaps.push(await heapOf(pty, report));
        process.stdout.write(`heap ${((heaps.at(-1) ?? 0) / 2 ** 20).toFixed(2)} MB\n`);
      }
      const seconds = (performance.now() - began) / 1000;
      await leave(pty);
      const growth = ((heaps.at(-1) ?? 0) / (heaps[1] ?? 1) - 1) * 100;
      process.stdout.write(
        `${seconds.toFixed(0)} s, ${(seconds * 10).toFixed(0)} samples at most, ${rescans} rescans: ` +
          `grew by ${growth.toFixed(1)} % after the first fifth (less than 5 %)\n`,
      );
      if (growth >= 5) process.exitCode = 1;
    });
  } finally {
    place.remove();
  }
}

/** Beside the bodies without an end, URLs that fail at once, each with a line in the log. */
function withFailing(flags: readonly string[]): readonly string[] {
  const list = flags[flags.indexOf('--input') + 1] ?? '';
  const origin = new URL(readFileSync(list, 'utf8').split('\n', 1)[0] ?? '').origin;
  const urls = Array.from({ length: failing }, (_, index) => `${origin}/missing-${index}.bin\n`);
  appendFileSync(list, urls.join(''));
  const room = String(bodies * 2);
  return [...flags, '--jobs', room, '--per-host', room];
}

/** @returns how often it asked for a rescan */
async function press(pty: Pty, forMs: number): Promise<number> {
  const end = performance.now() + forMs;
  let rescans = 0;
  for (let turn = 0; performance.now() < end; turn += 1) {
    const stroke = strokes[turn % strokes.length] ?? '';
    pty.press(stroke);
    if (stroke === 'r') rescans += 1;
    const [columns, rows] = sizes[Math.floor(turn / 40) % sizes.length] ?? sizes[0];
    if (turn % 40 === 0) pty.resize(columns, rows);
    // What was written is of no use any more, and would grow without an end.
    pty.screen.written = '';
    await delay(60);
  }
  pty.resize(...sizes[0]);
  // Whatever is open is closed; Escape and a key in one piece would be another key.
  while (!pty.screen.text().includes('● 3 Duplicates')) {
    pty.press(keys.escape);
    await delay(500);
    pty.press('3');
    await delay(500);
  }
  return rescans;
}

async function heapOf(pty: Pty, report: string): Promise<number> {
  const read = (): string[] => (existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : []);
  const before = read().length;
  pty.signal('SIGURG');
  while (read().length === before) await delay(50);
  return Number(read().at(-1));
}

/** Where the heap is to be looked into: FORKFUL_HEAP_SNAPSHOTS, an existing folder. */
function snapshots(): Record<string, string> {
  const { FORKFUL_HEAP_SNAPSHOTS: folder } = process.env;
  return folder === undefined ? {} : { FORKFUL_HEAP_SNAPSHOTS: folder };
}
