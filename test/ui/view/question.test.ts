import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/ui/input/decode.ts';
import type { App } from '../../../src/ui/model/app.ts';
import { update } from '../../../src/ui/model/update.ts';
import { widthOf } from '../../../src/ui/text/width.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';
import { drawOverlay } from '../../../src/ui/view/overlays.ts';
import { questionLines } from '../../../src/ui/view/question.ts';
import { makeApp } from '../../support/sample-app.ts';
import { sampleGroup, scanned } from '../../support/sample-data.ts';

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });

/** The dialog that the keys open over 15 groups with long paths, as its lines. */
function ask(input: string, columns: number, rows: number): readonly string[] {
  const groups = Array.from({ length: 15 }, (_, number) =>
    sampleGroup(`IMG_${number}.jpg`, 1000, ['2024/a trip to the sea', 'backup of the old laptop/Pictures/unsorted']),
  );
  let app: App = makeApp({ events: scanned(groups), size: { columns, rows } });
  for (const event of decode(input).events) app = { ...app, ui: update(app, event).ui ?? app.ui };
  if (app.ui.overlay === undefined) throw new Error('nothing is asked');
  const { area, top, body } = drawOverlay(app.ui.overlay, app, theme);
  expect(area.top + area.height).toBeLessThan(rows);
  return [top, ...body].map((line) => line.replace(/\x1b\[[0-9;]*m/g, ''));
}

/** One text of all lines, as words. */
const words = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ');
const hidden = 'A/IMG_14\r';

describe('the question before a deletion', () => {
  it.each([
    [120, 40],
    [80, 24],
    [40, 12],
  ])('is complete at %d × %d', (columns, rows) => {
    const lines = ask(`${hidden}D`, columns, rows);
    const text = words(lines);
    for (const part of [
      'Delete 15 files for good?',
      '15 KB to gain in 15 groups.',
      'No trash: u can only bring them back as copies of what stays.',
      'The filter hides 14 of them.',
      'Each is compared byte by byte with what stays, right before it goes.',
      '▌ No Delete',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/Goes: \S.* and 1[24] more/);
    expect(text).toMatch(/Stays: \S.*(and one file or more of 12 further groups|, 14 more groups)/);
  });

  it('keeps its warnings on the smallest screen of all', () => {
    const text = words(ask(`${hidden}D`, 40, 10));
    expect(text).toContain(
      'No trash: u can only bring them back as copies of what stays. The filter hides 14 of them.',
    );
    expect(text).toMatch(/Goes: \S.* Stays: \S.*▌ No Delete/);
  });

  it('gives a long path whole where there is room, else its ends', () => {
    expect(words(ask('jjD', 80, 24))).toContain(
      'Goes: /home/eva/Pictures/backup of the old laptop/Pictures/unsorted/IMG_0',
    );
    expect(words(ask('jjD', 40, 10))).toMatch(/Goes: \/home\S*….*IMG_0\.jpg Stays/);
  });
});

describe('the lines of a question', () => {
  const list = {
    kind: 'paths',
    label: 'Goes',
    paths: ['a/first', 'a/second', 'a/third'],
    count: 100,
    more: (count: number) => `and ${count} more`,
    moreInShort: (count: number) => `, ${count} more`,
  } as const;
  const parts = ['a warning', list, { kind: 'assurance', text: 'all is well' }] as const;

  it.each([
    [6, ['a warning', 'Goes:  a/first', '       a/second', '       a/third', '       and 97 more', 'all is well']],
    [5, ['a warning', 'Goes:  a/first', '       a/second', '       and 98 more', 'all is well']],
    [3, ['a warning', 'Goes:  a/first, 99 more', 'all is well']],
    [2, ['a warning', 'Goes:  a/first, 99 more']],
    [1, ['a warning']],
  ])('in %d rows', (rows, expected) => {
    expect(questionLines(parts, 40, rows)).toEqual(expected);
  });

  it('are never wider than there is room', () => {
    for (let columns = 24; columns < 60; columns += 1) {
      for (let rows = 1; rows < 8; rows += 1) {
        for (const line of questionLines(parts, columns, rows)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }
    }
  });
});
