/**
 * `npm run soak -- ui [MINUTES]`: the built program in a pseudo-terminal with keys, sizes, rescans and downloads without a
 * pause, and the heap that is left after each tenth of the time. After the first fifth it may grow by less than 5 %.
 */
import { existsSync, readFileSync } from 'node:fs';
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

export async function run([minutes = '10']: string[]): Promise<void> {
  const place = makePlace(400);
  const report = join(place.folder, '..', 'heap');
  try {
    await withEndlessServer(8, async (downloads) => {
      const pty = place.startWith(
        { NODE_OPTIONS: `--expose-gc --import=${preload}`, FORKFUL_HEAP_REPORT: report },
        downloads,
      );
      await pty.waitFor('400 groups');
      const heaps: number[] = [];
      for (let part = 0; part < 10; part += 1) {
        await press(pty, (Number(minutes) * 60_000) / 10);
        heaps.push(await heapOf(pty, report));
        process.stdout.write(`heap ${((heaps.at(-1) ?? 0) / 2 ** 20).toFixed(1)} MB\n`);
      }
      await leave(pty);
      const growth = ((heaps.at(-1) ?? 0) / (heaps[1] ?? 1) - 1) * 100;
      process.stdout.write(`grew by ${growth.toFixed(1)} % after the first fifth (less than 5 %)\n`);
      if (growth >= 5) process.exitCode = 1;
    });
  } finally {
    place.remove();
  }
}

async function press(pty: Pty, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  for (let turn = 0; performance.now() < end; turn += 1) {
    pty.press(strokes[turn % strokes.length] ?? '');
    const [columns, rows] = sizes[Math.floor(turn / 40) % sizes.length] ?? sizes[0];
    if (turn % 40 === 0) pty.resize(columns, rows);
    // What was written is of no use any more, and would grow without an end.
    pty.screen.written = '';
    await delay(60);
  }
}

async function heapOf(pty: Pty, report: string): Promise<number> {
  const read = (): string[] => (existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : []);
  const before = read().length;
  pty.signal('SIGURG');
  while (read().length === before) await delay(50);
  return Number(read().at(-1));
}
