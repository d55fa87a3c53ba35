import { describe, expect, it } from 'vitest';
import type { App } from '../../src/ui/model/app.ts';
import { type Line, lineOf } from '../../src/ui/model/line.ts';
import { makeTheme } from '../../src/ui/theme/theme.ts';
import { drawField } from '../../src/ui/view/field.ts';
import { drawAboveField, drawFooter } from '../../src/ui/view/footer.ts';
import { visibleWidth } from '../../src/ui/view/frame.ts';
import { drawOverlay } from '../../src/ui/view/overlays.ts';
import { makeApp } from '../support/sample-app.ts';

const plain = makeTheme({ name: 'none', depth: 1, ascii: false });
const marked = { ...plain, paint: { ...plain.paint, selected: (text: string) => `[${text}]` } };

/** A field as it is drawn, the cursor in brackets. */
const drawn = (line: Line, columns: number): string => drawField(line, columns, marked).trimEnd();
const at = (text: string): Line => ({ text: text.replace('|', ''), cursor: text.indexOf('|') });

const hostile = [
  'x'.repeat(500),
  '旅'.repeat(200),
  'a\tb\nc\x1b[31m\x9b',
  '\u202eabc\u200b',
  `${'e\u0301'.repeat(90)}`,
];

describe('a field', () => {
  it('shows the cursor where it stands', () => {
    expect(drawn(at('ab|'), 9)).toBe('ab[ ]');
    expect(drawn(at('|ab'), 9)).toBe('[a]b');
    expect(drawn(at('a|旅b'), 9)).toBe('a[旅]b');
  });

  it('shows what is typed last, and what is cut off is told', () => {
    expect(drawn(at('http://a/one/two|'), 9)).toBe('…one/two[ ]');
    expect(drawn(at(`http://a/${'旅'.repeat(60)}END|`), 12)).toBe('…旅旅旅END[ ]');
  });

  it('shows something of both sides within a long text', () => {
    expect(drawn(at('|abcdefghijkl'), 8)).toBe('[a]bcdefg…');
    expect(drawn(at('abcdefghijkl|mnopqrst'), 9)).toBe('…hijkl[m]n…');
  });

  it('fills its columns exactly and draws no control, whatever it holds', () => {
    for (const text of hostile) {
      for (const cursor of [0, Math.floor(text.length / 4) * 2, text.length]) {
        for (const columns of [4, 5, 17, 80]) {
          const field = drawField({ text, cursor }, columns, plain);
          expect([text, columns, visibleWidth(field)]).toEqual([text, columns, columns]);
          expect(field.replace(/\x1b\[[0-9;]*m/g, '')).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e\u200b]/);
        }
      }
    }
  });
});

describe('in its place', () => {
  const typing = (text: string, columns: number): App =>
    makeApp({
      size: { columns, rows: 24 },
      ui: {
        typing: { purpose: 'urls', pane: 'downloads', line: lineOf(text) },
        toast: { level: 'error', text: 'no such scheme', at: 0 },
      },
    });

  it('the last line keeps to the screen, and what there is to tell stands above it', () => {
    for (const text of hostile) {
      for (const columns of [40, 60, 80, 200]) {
        const app = typing(text, columns);
        expect(visibleWidth(drawFooter(app, plain))).toBe(columns);
        expect(visibleWidth(drawAboveField(app, plain) ?? '')).toBe(columns);
      }
    }
    expect(drawAboveField(typing('x', 80), plain)).toContain('no such scheme');
    expect(drawFooter(typing('x', 80), plain).replace(/\x1b\[[0-9;]*m/g, '')).toContain('URLs: x');
  });

  it('the palette keeps to its box', () => {
    for (const text of hostile) {
      for (const columns of [40, 80, 120]) {
        const app = makeApp({ size: { columns, rows: 24 } });
        const overlay = { kind: 'palette', query: lineOf(text), cursor: 0 } as const;
        const { area, body } = drawOverlay(overlay, app, plain);
        for (const line of body) expect([line, visibleWidth(line)]).toEqual([line, area.width - 2]);
      }
    }
  });
});
