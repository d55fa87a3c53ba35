import { describe, expect, it } from 'vitest';
import type { StoreEvent } from '../../../src/store/events.ts';
import { processId } from '../../../src/system/tree.ts';
import type { ThreadInfo } from '../../../src/system/types.ts';
import type { App } from '../../../src/ui/model/app.ts';
import { update } from '../../../src/ui/model/update.ts';
import { drawProcesses } from '../../../src/ui/panes/processes.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';
import { visibleWidth } from '../../../src/ui/view/frame.ts';
import { makeApp } from '../../support/sample-app.ts';
import { sampleProcess, sampleSystem } from '../../support/sample-data.ts';

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });
const scan = sampleProcess(4832, 4821, { role: 'scan' });
const key = { pid: scan.pid, startTime: scan.startTime };
const thread = (tid: number, name: string, cpuPercent: number): ThreadInfo => {
  return { tid, name, state: 'S', cpuPercent, cpuMs: 3200 };
};
const threads = { of: key, list: [thread(4832, 'forkful scan', 2), thread(5001, 'hash-1', 93)] };
const withThreads: StoreEvent[] = [{ kind: 'system', sample: sampleSystem(1, { threads }) }];

const lines = (app: App, width = 46, height = 20): string[] =>
  drawProcesses(app, { width, height, focused: true }, theme).lines.map((line) => line.replace(/\x1b\[[0-9;]*m/g, ''));
const press = (app: App, name: string) => update(app, { kind: 'key', key: name, text: name });
const at = (cursor: number, ui: Partial<App['ui']> = {}): App => {
  const app = makeApp({ focus: 'processes', events: withThreads, ui });
  return { ...app, ui: { ...app.ui, lists: { ...app.ui.lists, processes: { cursor, top: 0 } } } };
};
const scanRow = lines(at(0)).findIndex((line) => line.includes('scan'));
const open = { threadsOf: processId(scan) };

describe('the threads of a process', () => {
  it('are asked for by t, and no longer by a second t', () => {
    const shown = press(at(scanRow), 't');
    expect(shown.effects).toEqual([{ kind: 'watch-threads', process: key }]);
    expect(shown.ui?.threadsOf).toBe(processId(scan));
    const hidden = press(at(scanRow, open), 't');
    expect(hidden.effects).toEqual([{ kind: 'watch-threads', process: undefined }]);
    expect(hidden.ui?.threadsOf).toBeUndefined();
  });

  it.each([46, 38, 100])('stand below it with number, state and CPU, %s columns wide', (width) => {
    const shown = lines(at(0, open), width);
    expect(shown.slice(scanRow, scanRow + 4).map((line) => line.trim().split(/ {2,}| (?=\d)/)[0])).toEqual([
      expect.stringContaining('scan'),
      expect.stringContaining('┆ forkful'),
      expect.stringContaining('┆ hash-1'),
      expect.stringContaining('hash-1'),
    ]);
    expect(shown[scanRow + 2]).toMatch(/┆ hash-1 +5001 .*S +93 %/);
    for (const line of shown) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
  });

  it('are not shown where another process is watched by now', () => {
    expect(lines(at(0, { threadsOf: '1:1' })).join('\n')).not.toContain('┆');
  });

  it('are hidden by t on one of them, too; k signals their process, and i tells about the thread', () => {
    const on = at(scanRow + 2, open);
    expect(press(on, 't').ui?.threadsOf).toBeUndefined();
    expect(press(on, 'k').ui?.overlay).toMatchObject({ kind: 'menu', title: expect.stringContaining('(4832)') });
    const details = press(on, 'i').ui?.overlay;
    expect(details?.kind === 'details' && details.rows.map((row) => row.join(' '))).toEqual([
      'thread hash-1',
      'number 5001',
      'of scan (4832), one of 11',
      'state sleeping',
      'CPU 93.0 %, 3.20 s in all',
    ]);
  });

  it('of a zombie there are none', () => {
    const zombieRow = lines(at(0)).findIndex((line) => line.includes('4840'));
    expect(press(at(zombieRow), 't').say).toBe('a zombie has no threads left');
  });
});

describe('a zombie', () => {
  it.each([38, 46, 78, 118])('names the parent that does not wait for it, %s columns wide', (width) => {
    const row = lines(at(0), width).find((line) => line.includes('4840')) ?? '';
    expect(row).toContain('forkful (4821)');
    expect(visibleWidth(row)).toBeLessThanOrEqual(width);
  });
});

it('a view that holds nothing says so, and how to leave it', () => {
  const empty = lines(at(0, { processView: 'orphans' })).join('\n');
  expect(empty).toMatch(/no orphans of our own\s+o looks at the whole machine\s+w shows the tree/);
  expect(empty).not.toContain('""');
});
