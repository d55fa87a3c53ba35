import { expect, it } from 'vitest';
import type { StoreEvent } from '../../../src/store/events.ts';
import { drawSystem } from '../../../src/ui/panes/system.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';
import { visibleWidth } from '../../../src/ui/view/frame.ts';
import { makeApp } from '../../support/sample-app.ts';
import { download, sampleSystem } from '../../support/sample-data.ts';

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });
const MB = 2 ** 20;
const limits = { cgroupLimit: 2 ** 30, cgroupUsed: 2 ** 29, pressure: 3 };
const sample = (at: number): StoreEvent => {
  const { memory, ...rest } = sampleSystem(1, { at, diskRead: 9 * MB, diskWrite: 2 * MB });
  return { kind: 'system', sample: { ...rest, memory: { ...memory, ...limits } } };
};
/** Three megabytes arrive in a second, then nothing for another. */
const events: StoreEvent[] = [
  sample(0),
  download({ kind: 'queued', id: 1, url: '', name: 'a' }),
  download({ kind: 'started', id: 1, worker: 'fetch-1', name: 'a', total: 4 * MB, resumedFrom: 0 }),
  download({ kind: 'progress', id: 1, received: 3 * MB, total: 4 * MB, rate: 1 }),
  sample(1000),
];

const lines = (width: number, height: number, more: readonly StoreEvent[] = []): string[] =>
  drawSystem(makeApp({ events: [...events, ...more] }), { width, height, focused: true }, theme).lines.map((line) =>
    line.replace(/\x1b\[[0-9;]*m/g, ''),
  );

it.each([
  [70, 6],
  [66, 5],
  [118, 7],
])('tells disk, network, limit and pressure in a pane of %d × %d', (width, height) => {
  const shown = lines(width, height);
  const text = shown.join('\n');
  expect(shown.length).toBeLessThanOrEqual(height);
  expect(text).toMatch(/read +9\.0 MB\/s.* written +2\.0 MB\/s.* network +3\.0 MB\/s/);
  expect(text).toMatch(/limit 1\.0 GB/);
  expect(text).toMatch(/pressure 4 % CPU, 3 % memory/);
  for (const line of shown) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
});

it('draws them as curves on the scale of their most where there is room', () => {
  const text = lines(78, 16, [sample(2000)]).join('\n');
  expect(text).toMatch(/↑ 3\.0 MB\/s *\n.*network .* 0 B\/s/);
  expect(text).toMatch(/↑ 100 %/);
});

it('gives each figure a row of its own where the rows are short', () => {
  const shown = lines(38, 8);
  expect(shown).toHaveLength(8);
  for (const [at, word] of ['CPU', 'memory', 'cores', 'free', 'pressure', 'read', 'written', 'network'].entries()) {
    expect(shown[at]).toContain(word);
    expect(shown[at]?.slice(0, 32)).not.toContain('…');
  }
});

it('keeps what matters most where there is next to none', () => {
  const shown = lines(38, 4);
  expect(shown).toHaveLength(4);
  for (const [at, word] of ['CPU', 'memory', 'cores', 'free'].entries()) expect(shown[at]).toContain(word);
});

it('gives a young curve a line to stand on, from its label to its values', () => {
  const cpu = lines(78, 16).find((line) => line.includes('CPU'));
  expect(cpu).toMatch(/CPU +▁{20,}[^▁ ]+ +\d+ %/);
});

it('draws nothing as the same line before and behind what there was, and a little as more than that', () => {
  const after = (...received: readonly number[]): string => {
    const news = received.flatMap((bytes, index): StoreEvent[] => [
      download({ kind: 'progress', id: 1, received: bytes, total: 4 * MB, rate: 1 }),
      sample(2000 + index * 1000),
    ]);
    return lines(78, 16, news).find((line) => line.includes('network')) ?? '';
  };
  const still = 3 * MB;
  expect(after(still, still, still, still, still, still)).toMatch(/network +▁{20,}[^▁ ]+▁{2,} /);
  const little = still + 1000;
  expect(after(still, still, still, still, little, little + 1000)).toMatch(/network +▁{20,}[^▁ ]+▁+⣀ /);
});

it.each([38, 46, 55, 59, 61, 64, 70, 77, 90])('shows a figure whole or not at all, %s columns wide', (width) => {
  for (const height of [4, 5, 6, 8]) {
    for (const line of lines(width, height)) {
      expect(line).not.toContain('…');
      expect(visibleWidth(line)).toBeLessThanOrEqual(width);
    }
  }
});
