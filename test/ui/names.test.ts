import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import Output from '../../src/ui/ink/output.ts';
import { paneIds, type Size } from '../../src/ui/layout.ts';
import { type App, layoutOf } from '../../src/ui/model/app.ts';
import { drawPane, paneInfo } from '../../src/ui/panes/index.ts';
import { makeTheme } from '../../src/ui/theme/theme.ts';
import { drawFooter } from '../../src/ui/view/footer.ts';
import { type BoxView, drawFrame, drawLine } from '../../src/ui/view/frame.ts';
import { drawHeader } from '../../src/ui/view/header.ts';
import { drawPreview } from '../../src/ui/view/preview.ts';
import { makeApp } from '../support/sample-app.ts';
import { download, sampleGroup, sampleSystem, scanned } from '../support/sample-data.ts';
import { Screen } from '../support/screen.ts';

const theme = makeTheme({ name: 'dark', depth: 24, ascii: false });

const piece = fc.constantFrom(
  'IMG_0231',
  ' ',
  '旅行',
  '한글',
  '👨‍👩‍👧',
  '🇩🇪',
  '❤️',
  '✅',
  'e\u0301\u0302',
  'שלום',
  'مرحبا',
  '\u202egpj',
  '\u200b',
  '\x1b[31m',
  '\n',
  '\x07',
  '\x9b2J',
  '\t',
);
const name: fc.Arbitrary<BytePath> = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 40 }).map((pieces) => fromText(pieces.join(''))),
  // Any bytes at all, as many as a name may have.
  fc.uint8Array({ minLength: 1, maxLength: 255 }).map((bytes) => Buffer.from(bytes).toString('latin1') as BytePath),
);
const size: fc.Arbitrary<Size> = fc.record({
  columns: fc.integer({ min: 40, max: 200 }),
  rows: fc.integer({ min: 10, max: 60 }),
});

/** The pieces of a screen at their places, as screen.tsx puts them there. */
function compose(app: App): { readonly frame: string; readonly boxes: readonly BoxView[] } {
  const { columns, rows } = app.ui.size;
  const output = new Output({ width: columns, height: rows });
  const write = (x: number, y: number, text: string): void => output.write(x, y, text, { transformers: [] });
  const layout = layoutOf(app.ui);
  const boxes: BoxView[] = [];
  write(0, 0, drawHeader(app, '~/旅行 👨‍👩‍👧', theme).text);
  for (const area of layout.kind === 'too-small' ? [] : layout.panes) {
    const { pane, left, top, width, height } = area;
    if (area.shape === 'line') {
      write(left, top, drawLine(pane, paneInfo[pane](app), width, theme));
      continue;
    }
    const focused = app.ui.focus === pane;
    const view = drawPane[pane](app, { width: width - 2, height: height - 2, focused }, theme);
    boxes.push(drawFrame(view, { pane, area, focused, theme }));
  }
  boxes.push(...(drawPreview(app, theme)?.boxes ?? []));
  for (const { area, top, left, body, right, bottom } of boxes) {
    write(area.left, area.top, top);
    write(area.left, area.top + 1, left);
    write(area.left + 1, area.top + 1, body.join('\n'));
    // The right border last but one, as on the screen: what reaches over it would be cut, and is looked for below.
    write(area.left + area.width - 1, area.top + 1, right);
    write(area.left, area.top + area.height - 1, bottom);
  }
  write(0, rows - 1, drawFooter(app, theme));
  return { frame: output.get().output, boxes };
}

it('keeps rows and columns whatever files are called, in every pane and size, zoomed, with a preview', async () => {
  const screens = fc.record({
    names: fc.array(name, { minLength: 2, maxLength: 12 }),
    size,
    focus: fc.constantFrom(...paneIds),
    zoomed: fc.boolean(),
    preview: fc.constantFrom(undefined, 'file', 'pair'),
  });
  await fc.assert(
    fc.asyncProperty(screens, async ({ names, size, focus, zoomed, preview }) => {
      const groups = names.map((each, index) => {
        const group = sampleGroup(`${index}`, 1000 + index, ['a', 'b']);
        return { ...group, files: group.files.map((file) => ({ ...file, path: `${file.path}${each}` as BytePath })) };
      });
      const texts = names.map((each) => Buffer.from(each, 'latin1').toString());
      const events = [
        { kind: 'system' as const, sample: sampleSystem(3) },
        ...scanned(groups),
        ...texts.map((text, id) => download({ kind: 'queued', id, url: text, name: text })),
        ...texts.map((text) => ({ kind: 'log' as const, level: 'error' as const, source: text, text, at: 0 })),
      ];
      const shown = preview === undefined ? {} : { preview: { show: preview, top: 0 } as const };
      const app = makeApp({ size, focus, events, ui: { zoomed, ...shown } });
      const { frame, boxes } = compose(app);
      expect(frame.split('\n')).toHaveLength(size.rows);
      for (const { area, body } of boxes) {
        expect(body.length).toBeLessThanOrEqual(area.height - 2);
      }
      const screen = new Screen(size.columns, size.rows, true);
      await screen.write(frame);
      for (const { area } of boxes) {
        for (let row = area.top + 1; row < area.top + area.height - 1; row += 1) {
          const cells = screen.cells(row);
          expect(cells[area.left]?.text, screen.frame()).toMatch(/[│┃]/);
          expect(cells[area.left + area.width - 1]?.text, screen.frame()).toMatch(/[│┃]/);
        }
      }
      screen.dispose();
    }),
    { numRuns: 60 },
  );
});
