import { describe, expect, it } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import type { Content, FilePreview, Preview } from '../../src/preview/types.ts';
import type { StoreEvent } from '../../src/store/events.ts';
import type { Size } from '../../src/ui/layout.ts';
import { type App, layoutOf } from '../../src/ui/model/app.ts';
import { previewTask, targetOf } from '../../src/ui/model/preview.ts';
import { update } from '../../src/ui/model/update.ts';
import { makeTheme } from '../../src/ui/theme/theme.ts';
import { visibleWidth } from '../../src/ui/view/frame.ts';
import { drawPreview } from '../../src/ui/view/preview.ts';
import { makeApp } from '../support/sample-app.ts';
import { download, sampleGroup, scanned } from '../support/sample-data.ts';

const theme = makeTheme({ name: 'dark', depth: 24, ascii: false });
const sizes: readonly Size[] = [
  { columns: 200, rows: 60 },
  { columns: 120, rows: 40 },
  { columns: 100, rows: 24 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
  { columns: 40, rows: 12 },
  { columns: 40, rows: 10 },
];

const groups = (): StoreEvent[] =>
  scanned([sampleGroup('one.jpg', 1000, ['a', 'b', 'c 旅行']), sampleGroup('two.jpg', 10, ['a', 'b'])]);

function press(app: App, ...keys: readonly string[]): { readonly app: App; readonly said: readonly string[] } {
  const said: string[] = [];
  let now = app;
  for (const key of keys) {
    const step = update(now, { kind: 'key', key, text: key.length === 1 ? key : '' });
    now = { ...now, ui: step.ui ?? now.ui };
    if (step.say !== undefined) said.push(step.say);
  }
  return { app: now, said };
}

/** The screen after those keys, with this to look at. */
function showing(contents: readonly Content[], size: Size, ...keys: readonly string[]): App {
  const { app } = press(makeApp({ size, events: groups() }), 'down', 'down', ...keys);
  const task = previewTask(app)?.task;
  if (task === undefined) throw new Error('nothing is looked at');
  const files = contents.map((content, index): FilePreview => {
    const path = task.files[index] ?? fromText('x');
    return { path, size: 1000 + index, changed: 1.7e12, mode: 'rw-r--r--', content };
  });
  const preview: Preview = { task, files, compared: 0, comparison: undefined, failure: undefined };
  return { ...app, state: { ...app.state, preview } };
}

function linesOf(app: App): string[] {
  const view = drawPreview(app, theme);
  return [...(view?.boxes ?? []).flatMap(({ top, body }) => [top, ...body]), view?.verdict?.text ?? ''].map((line) =>
    line.replace(/\x1b\[[0-9;]*m/g, ''),
  );
}

const picture = (width: number, height: number): Content => ({
  kind: 'picture',
  format: 'JPEG',
  width: 4000,
  height: 3000,
  pages: 1,
  shot: { camera: 'A camera with quite a long name 旅行', taken: '2024-05-01 12:30:05', exposure: '1/250 s · f/2.8' },
  pixels: { width, height, rgba: new Uint8Array(width * height * 4).fill(200) },
  problem: undefined,
});

const text: Content = {
  kind: 'text',
  format: 'text, UTF-8',
  lines: Array.from({ length: 300 }, (_, line) => `${line} 旅行 👨‍👩‍👧 ${'long '.repeat(60)}`),
  whole: true,
};

const others: readonly Content[] = [
  text,
  { kind: 'binary', format: 'binary data', head: new Uint8Array(4096).fill(65) },
  { kind: 'empty' },
  { kind: 'folder', entries: 3 },
  { kind: 'special', what: `a link to ${'x'.repeat(300)}` },
  { kind: 'unreadable', reason: 'permission denied' },
  { ...picture(1, 1), pixels: undefined, problem: 'it is damaged '.repeat(30) } as Content,
];

describe.each(sizes)('at $columns × $rows', (size) => {
  it('nothing overflows, whatever is looked at, and the list stays in sight where there is room', () => {
    for (const keys of [['p'], ['P'], ['p', 'z']]) {
      const room = previewTask(press(makeApp({ size, events: groups() }), 'down', 'down', ...keys).app)?.task.room;
      for (const content of [picture(room?.width ?? 1, room?.height ?? 1), ...others]) {
        const app = showing([content, content], size, ...keys);
        const view = drawPreview(app, theme);
        expect(view?.boxes.length).toBe(keys.includes('P') ? 2 : 1);
        for (const { area, top, body, bottom } of view?.boxes ?? []) {
          expect(area.left + area.width).toBeLessThanOrEqual(size.columns);
          expect(area.top + area.height).toBeLessThanOrEqual(size.rows - 1);
          for (const line of [top, bottom]) expect(visibleWidth(line), line).toBe(area.width);
          expect(body).toHaveLength(area.height - 2);
          for (const line of body) expect(visibleWidth(line), line).toBe(area.width - 2);
        }
        expect(visibleWidth(view?.verdict?.text ?? '')).toBeLessThanOrEqual(size.columns);
        const layout = layoutOf(app.ui);
        const panes = layout.kind === 'too-small' ? [] : layout.panes;
        expect(panes.length).toBe(keys.includes('z') || size.columns < 60 ? 0 : 1);
      }
    }
  });
});

describe('p', () => {
  it('opens beside the list, closes again, and so does Escape', () => {
    const { app } = press(makeApp({ events: groups() }), 'down', 'p');
    expect(app.ui.preview).toEqual({ show: 'file', top: 0 });
    expect(press(app, 'p').app.ui.preview).toBeUndefined();
    expect(press(app, 'escape').app.ui.preview).toBeUndefined();
  });

  it('says so where there is nothing to look at', () => {
    expect(press(makeApp({ events: [] }), 'p').said).toEqual(['no duplicates here']);
    const queued = [download({ kind: 'queued', id: 1, url: 'http://a/1', name: '1' })];
    expect(press(makeApp({ events: queued, focus: 'downloads' }), 'p').said).toEqual(['nothing of it has arrived yet']);
    expect(press(makeApp({ focus: 'processes' }), 'p').said[0]).toContain('works in Duplicates (3), Downloads (2)');
  });

  it('follows the cursor, and the keys of the list go on to work', () => {
    const { app } = press(makeApp({ events: groups() }), 'down', 'p', 'down', 'space');
    expect(previewTask(app)?.task.files).toEqual(['/home/eva/Pictures/c æ\x97\x85è¡\x8c/one.jpg']);
    expect(app.state.duplicates.marks.count).toBe(1);
  });

  it('asks for pictures as large as there is room for, and anew when the room changes', () => {
    const { app } = press(makeApp({ events: groups(), size: { columns: 120, rows: 40 } }), 'down', 'p');
    const room = previewTask(app)?.task.room;
    expect(room?.width).toBeGreaterThan(60);
    expect(room?.height).toBeGreaterThan(40);
    expect(previewTask(press(app, 'z').app)?.task.room.width).toBeGreaterThan(room?.width ?? 0);
  });

  it('waits while a pane without files has the keys', () => {
    const { app } = press(makeApp({ events: groups() }), 'down', 'p', '1');
    expect(previewTask(app)).toBeUndefined();
    expect(layoutOf(app.ui).kind).toBe('grid');
    expect(previewTask(press(app, '3').app)).toBeDefined();
  });

  it('shows what has come of a download so far, then the file, and looks again as it grows', () => {
    const name = 'a.jpg';
    const started = download({
      kind: 'started',
      id: 1,
      worker: 'fetch-1',
      name,
      total: 1000,
      resumedFrom: 0,
      part: '/tmp/a.part',
    });
    const arrived = (received: number) => download({ kind: 'progress', id: 1, received, total: 1000, rate: 1 });
    const queued = download({ kind: 'queued', id: 1, url: 'http://a/1', name });
    const taskAfter = (...events: StoreEvent[]) =>
      previewTask(press(makeApp({ events: [queued, started, ...events], focus: 'downloads' }), 'p').app);
    expect(taskAfter()?.task.files).toEqual(['/tmp/a.part']);
    expect(taskAfter(arrived(500))?.key).not.toBe(taskAfter(arrived(100))?.key);
    const done = { url: '', path: '/tmp/a.jpg', bytes: 1000, hash: '', attempts: 1, ms: 1, duplicateOf: '/tmp/b.jpg' };
    const over = download({ kind: 'done', id: 1, ...done });
    expect(taskAfter(over)?.task.files).toEqual(['/tmp/a.jpg']);
    const { app } = press(makeApp({ events: [queued, over], focus: 'downloads' }), 'P');
    expect(previewTask(app)?.task.files).toEqual(['/tmp/a.jpg', '/tmp/b.jpg']);
  });

  it('scrolls a text, and begins at the top of the next', () => {
    const app = showing([text], { columns: 120, rows: 40 }, 'p');
    const scrolled = press(app, 'shift+down', 'ctrl+e', 'shift+down', 'shift+up').app;
    expect(linesOf(app)[1]).toMatch(/^ {2,}1 {2}0 旅行/);
    expect(linesOf(scrolled)[1]).toMatch(/^ {2,}3 {2}2 旅行/);
  });

  it.each(['p', 'P'])('scrolls (%s) no further than to the last line: one step back is seen at once', (key) => {
    const short: Content = { ...text, lines: text.lines.slice(0, 60) };
    const app = showing(key === 'p' ? [text] : [short, text], { columns: 120, rows: 40 }, key);
    const end = press(app, ...Array<string>(400).fill('ctrl+e')).app;
    expect(linesOf(end).join('\n')).toContain('300  299 旅行');
    expect(linesOf(press(end, 'ctrl+y').app)).not.toEqual(linesOf(end));
    expect(linesOf(press(end, ...Array<string>(400).fill('ctrl+y')).app)).toEqual(linesOf(app));
  });
});

describe('the wheel', () => {
  it('over the preview scrolls it, and over the list the list', () => {
    const app = showing([text], { columns: 120, rows: 40 }, 'p');
    const wheel = (column: number): App => {
      const step = update(app, { kind: 'mouse', action: 'wheel-down', column, row: 5 });
      return { ...app, ui: step.ui ?? app.ui };
    };
    expect(wheel(100).ui.preview?.top).toBe(3);
    expect(wheel(100).ui.lists).toEqual(app.ui.lists);
    expect(wheel(5).ui.preview?.top).toBe(0);
    expect(wheel(5).ui.lists.duplicates.cursor).toBeGreaterThan(app.ui.lists.duplicates.cursor);
  });
});

describe('P', () => {
  const pair = (...keys: readonly string[]): unknown => {
    const target = targetOf(press(makeApp({ events: groups() }), ...keys).app);
    return target.kind === 'files' ? target.files.map(({ path, role }) => [path.slice(19), role]) : target.why;
  };

  it('puts the file of the row beside the one that stays', () => {
    expect(pair('down', 'down', 'P')).toEqual([
      ['a/one.jpg', 'kept'],
      ['b/one.jpg', undefined],
    ]);
    expect(pair('P')).toEqual(pair('down', 'down', 'P'));
    expect(pair('down', 'P')).toEqual(pair('down', 'down', 'P'));
  });

  it('takes the two that are marked first, where it is two', () => {
    const marked = ['down', 'down', 'space', 'down', 'down', 'down', 'space'];
    expect(pair(...marked, 'P')).toEqual([
      ['b/one.jpg', 'marked'],
      ['b/two.jpg', 'marked'],
    ]);
    expect(pair(...marked, 'P', 'P')).toEqual([
      ['a/two.jpg', 'kept'],
      ['b/two.jpg', 'marked'],
    ]);
    expect(press(makeApp({ events: groups() }), ...marked, 'P', 'P', 'P').app.ui.preview).toBeUndefined();
  });

  it('marks the facts that differ, by sign and not by colour alone, and says how the two compare', () => {
    const size = { columns: 120, rows: 40 };
    const app = showing([picture(4, 4), { ...picture(4, 4), width: 2000 } as Content], size, 'P');
    const shown = linesOf(app).join('\n');
    expect(shown).toContain('≠ 4000 × 3000');
    expect(shown).toContain('≠ 2000 × 3000');
    expect(shown).not.toContain('≠ 2024-05-01');
    const told = (comparison: Preview['comparison']): string => {
      const { preview } = app.state;
      if (preview === undefined) throw new Error('nothing is looked at');
      return linesOf({ ...app, state: { ...app.state, preview: { ...preview, comparison } } }).at(-1) ?? '';
    };
    expect(told({ kind: 'same' })).toBe(' ≡ same content, compared to the last of 1,000 bytes');
    const excerpt = { kind: 'bytes', from: 0, bytes: new Uint8Array(64) } as const;
    const differs = { kind: 'differs', line: undefined, excerpts: [excerpt, excerpt] } as const;
    expect(told({ ...differs, at: 12 })).toBe(' ≠ first difference at byte 13');
    expect(told({ ...differs, at: 1000 })).toContain('the first ends after 1,000 bytes');
  });

  it('shows the line in which two texts differ, also where that is far to the right', () => {
    const app = showing([text, text], { columns: 120, rows: 40 }, 'P');
    const { preview } = app.state;
    if (preview === undefined) throw new Error('nothing is looked at');
    const excerpt = (end: string) =>
      ({ kind: 'lines', from: 40, lines: ['before', `${'x'.repeat(200)}${end}`, 'after'] }) as const;
    const comparison = { kind: 'differs', at: 900, line: 41, excerpts: [excerpt('LEFT'), excerpt('RIGHT')] } as const;
    const shown = linesOf({ ...app, state: { ...app.state, preview: { ...preview, comparison } } });
    expect(shown.find((line) => line.includes(' 41 '))).toMatch(/…x+LEFT/);
    expect(shown.join('\n')).toMatch(/x+RIGHT/);
    expect(shown.at(-1)).toContain('in line 41');
  });

  it('says what came in the way', () => {
    const app = showing([], { columns: 120, rows: 40 }, 'P');
    const { preview } = app.state;
    if (preview === undefined) throw new Error('nothing is looked at');
    const failed = { ...preview, failure: 'its decoder was killed by SIGSEGV' };
    expect(linesOf({ ...app, state: { ...app.state, preview: failed } }).join('\n')).toMatch(
      /cannot be previewed:[\s\S]*its decoder was killed by SIGSEGV/,
    );
  });
});
