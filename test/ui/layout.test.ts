import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, paneAt, paneIds } from '../../src/ui/layout.ts';

const kindAt = (columns: number, rows: number): string => layOut({ columns, rows }, 'duplicates', false).kind;

describe('the layout', () => {
  it('fits the size of the terminal', () => {
    expect(kindAt(200, 60)).toBe('grid');
    expect(kindAt(120, 40)).toBe('grid');
    expect(kindAt(80, 24)).toBe('stack');
    expect(kindAt(60, 20)).toBe('stack');
    expect(kindAt(40, 12)).toBe('single');
    expect(kindAt(39, 12)).toBe('too-small');
    expect(kindAt(120, 9)).toBe('too-small');
  });

  it('gives the focused pane everything when zoomed', () => {
    const layout = layOut({ columns: 120, rows: 40 }, 'system', true);
    expect(layout).toMatchObject({ kind: 'single', panes: [{ pane: 'system', width: 120, height: 38 }] });
  });

  it('always shows the focused pane, and no two panes on one cell, none outside', () => {
    const size = fc.record({ columns: fc.integer({ min: 40, max: 250 }), rows: fc.integer({ min: 10, max: 80 }) });
    fc.assert(
      fc.property(size, fc.constantFrom(...paneIds), fc.boolean(), ({ columns, rows }, focus, zoomed) => {
        const layout = layOut({ columns, rows }, focus, zoomed);
        if (layout.kind === 'too-small') throw new Error('large enough');
        expect(layout.panes.map(({ pane }) => pane)).toContain(focus);
        const taken = new Set<number>();
        for (const { left, top, width, height } of layout.panes) {
          expect(left + width).toBeLessThanOrEqual(columns);
          expect(top).toBeGreaterThanOrEqual(1);
          expect(top + height).toBeLessThanOrEqual(rows - 1);
          for (let cell = 0; cell < width * height; cell += 1) {
            const place = (top + Math.floor(cell / width)) * columns + left + (cell % width);
            expect(taken.has(place)).toBe(false);
            taken.add(place);
          }
        }
        expect(taken.size).toBe(columns * (rows - 2));
      }),
      { numRuns: 60 },
    );
  });

  it('knows the pane below the mouse', () => {
    const layout = layOut({ columns: 120, rows: 40 }, 'duplicates', false);
    expect(paneAt(layout, 2, 3)?.pane).toBe('processes');
    expect(paneAt(layout, 100, 10)?.pane).toBe('duplicates');
    expect(paneAt(layout, 100, 0)).toBeUndefined();
  });
});
