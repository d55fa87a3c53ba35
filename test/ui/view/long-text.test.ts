import { describe, expect, it } from 'vitest';
import { fromText } from '../../../src/base/byte-path.ts';
import type { StoreEvent } from '../../../src/store/events.ts';
import { allBindings } from '../../../src/ui/keymap/lookup.ts';
import type { App } from '../../../src/ui/model/app.ts';
import { update } from '../../../src/ui/model/update.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';
import { drawOverlay } from '../../../src/ui/view/overlays.ts';
import { makeApp } from '../../support/sample-app.ts';
import { sampleFile, sampleGroup, scanned } from '../../support/sample-data.ts';

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });

/** A group of a file with 61 names, and its copy. */
const manyNames: readonly StoreEvent[] = scanned([
  {
    size: 1000,
    hash: 'hash',
    files: [
      sampleFile('/home/eva/Pictures/a/one.jpg', 1000, { mtimeNs: 1n }),
      sampleFile('/home/eva/Pictures/b/one.jpg', 1000, {
        mtimeNs: 2n,
        links: Array.from({ length: 60 }, (_, name) => fromText(`/home/eva/Pictures/links/${name}.jpg`)),
      }),
    ],
  },
]);

const sampled = scanned([sampleGroup('one', 1000, ['a', 'b', 'c'])]);

function press(app: App, ...keys: readonly string[]): App {
  let now = app;
  for (const key of keys) {
    const { ui } = update(now, { kind: 'key', key, text: key.length === 1 ? key : '' });
    now = { ...now, ui: ui ?? now.ui };
  }
  return now;
}

function drawn(app: App): { readonly title: string; readonly lines: readonly string[] } {
  if (app.ui.overlay === undefined) throw new Error('closed');
  const { top, body } = drawOverlay(app.ui.overlay, app, theme);
  const [title = '', ...lines] = [top, ...body].map((line) => line.replace(/\x1b\[[0-9;]*m/g, '').trimEnd());
  return { title, lines };
}

/** All that comes in sight on the way down, line by line. */
function readThrough(app: App): string[] {
  const seen = [...drawn(app).lines];
  for (let now = press(app, 'j'); ; now = press(now, 'j')) {
    const { lines } = drawn(now);
    const before = drawn(press(now, 'k')).lines;
    seen.push(lines.at(-1) ?? '');
    if (lines.join('\n') === drawn(press(now, 'j')).lines.join('\n')) return seen;
    expect(lines.slice(0, -1)).toEqual(before.slice(1));
  }
}

const sizes = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
];

describe.each(sizes)('at $columns × $rows', (size) => {
  it('the help cuts nothing of what a key does', () => {
    const text = readThrough(press(makeApp({ events: sampled, size }), '?'))
      .map((line) => line.slice(15))
      .join(' ')
      .replace(/\s+/g, ' ');
    for (const { about } of allBindings()) expect(text).toContain(about);
    expect(text).not.toContain('…');
  });

  it.each([
    ['help', '?'],
    ['details', 'i'],
  ])('one step back from the end of the %s is seen, however often it was scrolled on there', (_, key) => {
    const at = press(makeApp({ events: manyNames, size }), 'down', 'down', key);
    const end = press(at, ...Array<string>(60).fill('pagedown'));
    const { lines } = drawn(end);
    const back = drawn(press(end, 'k')).lines;
    expect(back.slice(1)).toEqual(lines.slice(0, -1));
    expect(drawn(press(end, ...Array<string>(60).fill('pageup'))).lines).toEqual(drawn(at).lines);
  });

  it('the details of a file with many names can be read to the end', () => {
    const words = readThrough(press(makeApp({ events: manyNames, size }), 'down', 'down', 'i'))
      .join(' ')
      .replace(/\s+/g, ' ');
    for (const label of ['path', 'also', 'size', 'hash', 'copies', 'changed', 'inode'])
      expect(words).toContain(` ${label} `);
    expect(words).toContain(' mark none ');
    expect(words.replaceAll(' ', '')).toMatch(/stays\/home\/eva\/Pictures\/a\/one\.jpg$/);
  });

  it('keys that do not scroll close the details', () => {
    const at = press(makeApp({ events: manyNames, size }), 'down', 'down', 'i');
    expect(drawn(at).title).toContain('j/k scroll, others close');
    for (const key of ['escape', 'enter', 'q', 'i', 'd']) {
      const after = press(at, key);
      expect(after.ui.overlay).toBeUndefined();
      expect(after.state.duplicates.marks.count).toBe(0);
    }
  });
});

it('where all of it is in sight, any key closes the details', () => {
  const at = press(makeApp({ events: sampled }), 'down', 'down', 'i');
  expect(drawn(at).title).toContain('any key closes');
  for (const key of ['j', 'k', 'space', 'x']) expect(press(at, key).ui.overlay).toBeUndefined();
});

it('what a report found is not scrolled past its end either', () => {
  const report: readonly StoreEvent[] = [
    { kind: 'report-started', run: 1, number: 12, title: 'elapsed times' },
    {
      kind: 'report',
      run: 1,
      number: 12,
      title: 'elapsed times',
      rows: Array.from({ length: 80 }, (_, row) => [`row ${row}`, `${row} ms`] as const),
      elapsedMs: 1,
      ok: true,
    },
  ];
  const app = makeApp({ events: [...sampled, ...report], size: { columns: 80, rows: 24 } });
  const end = press(
    { ...app, ui: { ...app.ui, overlay: { kind: 'report', top: 0 } } },
    ...Array<string>(9).fill('pagedown'),
  );
  expect(drawn(press(end, 'k')).lines.slice(1)).toEqual(drawn(end).lines.slice(0, -1));
});
