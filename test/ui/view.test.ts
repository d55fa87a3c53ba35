import { describe, expect, it } from 'vitest';
import type { StoreEvent } from '../../src/store/events.ts';
import { layOut, paneIds, type Size } from '../../src/ui/layout.ts';
import type { App } from '../../src/ui/model/app.ts';
import type { Overlay } from '../../src/ui/model/overlay.ts';
import { update } from '../../src/ui/model/update.ts';
import { drawPane, paneInfo } from '../../src/ui/panes/index.ts';
import { toAscii } from '../../src/ui/text/ascii.ts';
import { makeTheme, themeNames } from '../../src/ui/theme/theme.ts';
import { drawFooter } from '../../src/ui/view/footer.ts';
import { drawFrame, drawLine, fitInfo, visibleWidth } from '../../src/ui/view/frame.ts';
import { drawHeader } from '../../src/ui/view/header.ts';
import { drawOverlay } from '../../src/ui/view/overlays.ts';
import { makeApp } from '../support/sample-app.ts';
import { progressEvent } from '../support/sample-data.ts';

const sizes: readonly Size[] = [
  { columns: 200, rows: 60 },
  { columns: 120, rows: 40 },
  { columns: 100, rows: 24 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
  { columns: 47, rows: 13 },
  { columns: 40, rows: 12 },
  { columns: 40, rows: 10 },
];
const theme = makeTheme({ name: 'dark', depth: 24, ascii: false });

/** Every line of a screen with the columns it may take. */
function linesOf(app: App, { size }: { readonly size: Size }): { readonly line: string; readonly width: number }[] {
  const layout = layOut(size, app.ui.focus, app.ui.zoomed);
  if (layout.kind === 'too-small') throw new Error('large enough');
  const panes = layout.panes.flatMap((area) => {
    const { pane, width, height } = area;
    if (area.shape === 'line') return [{ line: drawLine(pane, paneInfo[pane](app), width, theme), width }];
    const focused = pane === app.ui.focus;
    const view = drawPane[pane](app, { width: width - 2, height: height - 2, focused }, theme);
    expect(view.lines.length).toBeLessThanOrEqual(height - 2);
    const frame = drawFrame(view, { pane, area, focused, theme });
    return [
      { line: frame.top, width },
      ...frame.body.map((line) => ({ line, width: width - 2 })),
      { line: frame.bottom, width },
    ];
  });
  return [{ line: drawHeader(app, '~/Pictures/旅行/a long folder', theme).text, width: size.columns }, ...panes];
}

/** Rows reach from border to border, where they are not the words of an empty pane. */
function expectToFit(app: App, size: Size): void {
  for (const { line, width } of linesOf(app, { size })) expect(visibleWidth(line), line).toBeLessThanOrEqual(width);
}

describe.each(sizes)('at $columns × $rows', (size) => {
  it.each(paneIds)('every line is exactly as wide as its place, with %s focused', (focus) => {
    const app = makeApp({ size, focus });
    expectToFit(app, size);
    expect(visibleWidth(drawFooter(app, theme))).toBeLessThanOrEqual(size.columns);
  });

  it('so it is in empty panes, and while a scan runs', () => {
    for (const focus of paneIds) {
      const empty = makeApp({ size, focus, events: [] });
      const running = makeApp({
        size,
        focus,
        events: [{ kind: 'scan-started', roots: ['/a'] }, progressEvent({ doneBytes: 1e9 })],
      });
      for (const app of [empty, running]) {
        expectToFit(app, size);
      }
    }
  });

  it('no dialog is larger than the screen', () => {
    const open = (...keys: string[]): Overlay[] => {
      let app = makeApp({ size, focus: keys[0] === 'k' ? 'processes' : 'duplicates' });
      for (const key of keys) app = { ...app, ui: update(app, { kind: 'key', key, text: key }).ui ?? app.ui };
      return app.ui.overlay === undefined ? [] : [app.ui.overlay];
    };
    const overlays = [
      ...open('?'),
      ...open(':'),
      ...open('K'),
      ...open('k'),
      ...open('down', 'down', 'a', 'd'),
      ...open('s'),
    ];
    expect(overlays).toHaveLength(6);
    overlays.push({ kind: 'report', top: 0 });
    const report: readonly StoreEvent[] = [
      { kind: 'report-started', run: 1, number: 12, title: 'elapsed times' },
      {
        kind: 'report',
        run: 1,
        number: 12,
        title: 'elapsed times',
        rows: Array.from(
          { length: 80 },
          (_, row) => ['旅行 '.repeat(row % 9), 'a long value 👨‍👩‍👧 '.repeat(row % 7)] as const,
        ),
        elapsedMs: 1234,
        ok: true,
      },
    ];
    for (const overlay of overlays) {
      const { area, top, bottom, body } = drawOverlay(overlay, makeApp({ size, events: [...report] }), theme);
      expect(area.left + area.width).toBeLessThanOrEqual(size.columns);
      expect(area.top + area.height).toBeLessThanOrEqual(size.rows);
      expect(body).toHaveLength(area.height - 2);
      for (const line of [top, bottom]) expect(visibleWidth(line), line).toBe(area.width);
      for (const line of body) expect(visibleWidth(line), line).toBe(area.width - 2);
    }
  });
});

describe('the title of a pane with little room', () => {
  it.each([
    [60, '1 failed · 23 duplicates · whole machine · 5 of 60'],
    [40, '1 failed · 23 duplicates … 5 of 60'],
    [30, '1 failed … 5 of 60'],
    [12, '… 5 of 60'],
    [8, '5 of 60'],
    [5, '5 of…'],
  ])('keeps its main figure, which stands last, in %s columns', (room, shown) => {
    expect(fitInfo('1 failed · 23 duplicates · whole machine · 5 of 60', room)).toBe(shown);
  });
});

describe('what is told', () => {
  const plain = makeTheme({ name: 'none', depth: 1, ascii: false });
  const pane = (app: App, width = 80): string => {
    const view = drawPane[app.ui.focus](app, { width, height: 20, focused: true }, plain);
    return [view.info, ...view.lines].join('\n').replace(/\x1b\[[0-9;]*m/g, '');
  };

  it('the selected row carries a glyph besides being inverse', () => {
    const view = drawPane.duplicates(makeApp(), { width: 80, height: 20, focused: true }, plain);
    expect(view.lines[0]).toMatch(/^\x1b\[7m▌/);
  });

  it('zombies are counted in the title and named in the list', () => {
    const text = pane(makeApp({ focus: 'processes' }));
    expect(text).toMatch(/^1 zombie · 7\n/);
    expect(text).toMatch(/└ sleep +4840 zombie of forkful \(4821\)/);
  });

  it('a zombie’s parent is named where there is room', () => {
    expect(pane(makeApp({ focus: 'processes' }), 118)).toMatch(/4840 zombie .*not waited for by forkful \(4821\)/);
  });

  it('each download says what became of it', () => {
    const text = pane(makeApp({ focus: 'downloads' }), 100);
    for (const words of [
      'queued',
      '25 %',
      'again in',
      'paused',
      'same as',
      '404 Not Found',
      'not modified',
      'cancelled',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/^1 failed · 1 cancelled · 1 duplicate · 2 of 8\n/);
  });

  it('gain and marks stand in the title of the duplicates', () => {
    let app = makeApp();
    app = { ...app, ui: update(app, { kind: 'key', key: 'a', text: 'a' }).ui ?? app.ui };
    expect(pane(app)).toMatch(/^4 marked, [\d.]+ MB · 30 groups · [\d.]+ MB to gain\n/);
  });

  it.each(themeNames)('the theme %s sets no colour where there are none', (name) => {
    const bare = makeTheme({ name, depth: 1, ascii: false });
    const view = drawPane.duplicates(makeApp(), { width: 80, height: 20, focused: true }, bare);
    expect(view.lines.join('')).not.toMatch(/\x1b\[(3[0-8]|9[0-7]|4[0-8])/);
  });

  it('with --ascii nothing else is written', () => {
    const ascii = makeTheme({ name: 'dark', depth: 24, ascii: true });
    for (const focus of paneIds) {
      const view = drawPane[focus](makeApp({ focus }), { width: 80, height: 20, focused: true }, ascii);
      for (const line of view.lines) expect(toAscii(line)).toMatch(/^[\x1b\x20-\x7e]*$/);
    }
  });
});
