import { describe, expect, it } from 'vitest';
import type { StoreEvent } from '../../../src/store/events.ts';
import { carryOut } from '../../../src/ui/carry-out.ts';
import { decode } from '../../../src/ui/input/decode.ts';
import type { PaneId } from '../../../src/ui/layout.ts';
import type { App } from '../../../src/ui/model/app.ts';
import { update } from '../../../src/ui/model/update.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';
import { drawOverlay } from '../../../src/ui/view/overlays.ts';
import { FakeSession } from '../../support/fake-session.ts';
import { makeApp } from '../../support/sample-app.ts';
import { sampleGroup, sampleSystem, scanned } from '../../support/sample-data.ts';
import { stillHost } from '../../support/still-host.ts';

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });
const deep = '/home/eva/Pictures/2019 and before/from the old laptop/Camera Uploads';
const events: readonly StoreEvent[] = [
  { kind: 'system', sample: sampleSystem(1) },
  ...scanned([sampleGroup('one.jpg', 1000, ['2019 and before/from the old laptop/Camera Uploads', 'backup'])]),
];

interface Drawn {
  readonly app: App;
  readonly title: string;
  readonly lines: readonly string[];
  /** All of it, with single blanks and without borders. */
  readonly words: string;
}

/** The menu that the keys open. */
function open(input: string, focus: PaneId, columns = 80, rows = 24): Drawn {
  let app = makeApp({ events, focus, size: { columns, rows } });
  const session = new FakeSession();
  for (const event of decode(input).events) {
    const step = update(app, event);
    let ui = step.ui ?? app.ui;
    for (const effect of step.effects ?? []) ui = carryOut(effect, ui, app.state, session, stillHost);
    app = { ...app, ui };
  }
  if (app.ui.overlay === undefined) throw new Error('no menu is open');
  const { top, body, area } = drawOverlay(app.ui.overlay, app, theme);
  expect(area.top + area.height).toBeLessThan(rows);
  const [title = '', ...lines] = [top, ...body].map((line) => line.replace(/\x1b\[[0-9;]*m/g, '').trimEnd());
  return { app, title, lines, words: lines.join(' ').replace(/\s+/g, ' ') };
}

describe('a menu', () => {
  it('shows which folder loses its files, whole, at every size', () => {
    for (const [columns, rows] of [
      [120, 40],
      [80, 24],
      [40, 12],
    ] as const) {
      const { lines } = open('w3 ', 'duplicates', columns, rows);
      const text = lines.map((line) => line.replace(/^[▌ ] [ \d] /, '')).join('');
      expect(text).toContain('in /home/eva/Pictures/backup');
      expect(text.replaceAll(' ', '')).toContain(`in${deep}`.replaceAll(' ', ''));
    }
  });

  it('cuts no words where there is room', () => {
    const { words } = open('s', 'downloads');
    expect(words).not.toContain('…');
    expect(open('k', 'processes', 80, 24).words).not.toContain('…');
  });

  it('has the selected item whole and in sight where there is little', () => {
    const { lines, words } = open('k', 'processes', 40, 12);
    expect(words).toContain('▌ 1 SIGTERM end in an orderly way');
    expect(lines).toHaveLength(8);
    const last = open('kkk', 'processes', 40, 12);
    expect(last.lines.join('\n')).toMatch(/▌ 8 SIGUSR2 +of the/);
    const final = open('kk', 'processes', 40, 12);
    expect(final.words).toMatch(/▌ 9 SIGCHLD reap your children: for the parent of a zombie$/);
  });

  it('gives its keys in the title where they fit whole', () => {
    expect(open('k', 'processes', 80).title).toContain('Enter or number');
    expect(open('Gk', 'processes', 80).title).toMatch(/which has not waited for 4840 ━/);
  });
});

describe('the menu of signals', () => {
  it('calls a process as the pane does', () => {
    expect(open('k', 'processes').title).toContain('Signal to forkful (4821)');
    expect(open('K', 'processes').title).toContain('Signal to forkful and all below it (7 processes)');
    expect(open('jjk'.replace(/j/g, '\x1b[B'), 'processes').title).toContain('Signal to fetch-2 (4831)');
  });

  it('offers SIGCHLD first to the parent of a zombie', () => {
    const { title, lines, app } = open('Gk', 'processes', 120, 40);
    expect(title).toContain('Signal to forkful (4821), which has not waited for 4840');
    expect(lines.find((line) => line.startsWith('▌'))).toContain('9 SIGCHLD');
    const [effect] = update(app, { kind: 'key', key: 'enter', text: '' }).effects ?? [];
    expect(effect).toMatchObject({ kind: 'signal', signal: 'SIGCHLD', processes: [{ pid: 4821 }] });
  });
});

describe('the menu of keep rules', () => {
  it.each([
    ['', 'oldest'],
    ['K2', 'newest'],
    ['K5', 'first'],
    ['K2K\r', 'newest'],
  ])('after %j stands on what is kept now', (before, kept) => {
    const { lines } = open(`${before}K`, 'duplicates');
    expect(lines.find((line) => line.startsWith('▌'))).toContain(` ${kept} `);
  });
});
