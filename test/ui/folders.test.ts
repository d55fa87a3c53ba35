import { describe, expect, it } from 'vitest';
import { carryOut } from '../../src/ui/carry-out.ts';
import { decode } from '../../src/ui/input/decode.ts';
import { type App, rowsInSight } from '../../src/ui/model/app.ts';
import { update } from '../../src/ui/model/update.ts';
import { drawPane } from '../../src/ui/panes/index.ts';
import { makeTheme } from '../../src/ui/theme/theme.ts';
import { visibleWidth } from '../../src/ui/view/frame.ts';
import { FakeSession } from '../support/fake-session.ts';
import { keys } from '../support/keys.ts';
import { makeApp } from '../support/sample-app.ts';
import { sampleGroup, scanned } from '../support/sample-data.ts';
import { stillHost } from '../support/still-host.ts';

interface Outcome {
  readonly app: App;
  readonly said: readonly string[];
}

/** What a row of keys leads to, with what the program does for them. */
function type(input: string, more: readonly ReturnType<typeof sampleGroup>[] = []): Outcome {
  let app = makeApp({
    events: scanned([
      sampleGroup('one.jpg', 1000, ['2024', 'backup', 'backup/old']),
      sampleGroup('two.jpg', 100, ['2024', 'backup']),
      ...more,
    ]),
  });
  const session = new FakeSession();
  const said: string[] = [];
  for (const event of decode(input).events) {
    const step = update(app, event);
    let ui = step.ui ?? app.ui;
    for (const effect of step.effects ?? []) ui = carryOut(effect, ui, app.state, session, stillHost);
    app = { ...app, ui };
    if (step.say !== undefined) said.push(step.say);
  }
  return { app, said };
}

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });

function rows(app: App, width = 90): string[] {
  const view = drawPane.duplicates(app, { width, height: rowsInSight(app.ui, 'duplicates'), focused: true }, theme);
  for (const line of view.lines) expect(visibleWidth(line), line).toBeLessThanOrEqual(width);
  return [view.info, ...view.lines].map((line) => line.replace(/\x1b\[[0-9;]*m/g, ''));
}

const folders = 'w2';
const pairs = 'w3';
const marked = ({ app }: Outcome): string[] =>
  [...app.state.duplicates.marks.all()].map(({ file }) => file.path.slice('/home/eva/Pictures/'.length)).sort();

describe('the view of folders', () => {
  it('lists them by what each could lose', () => {
    const [info, ...lines] = rows(type(folders).app);
    expect(info).toBe('4 folders · 2.1 KB to gain');
    expect(lines[0]).toMatch(/^▌ +\/home\/eva\/Pictures +3 files +2\.1 KB$/);
    expect(lines.slice(1).map((line) => line.trim().split(/ +/).slice(0, 3))).toEqual([
      ['backup', '3', 'files'],
      ['2024', '2', 'files'],
      ['backup/old', '1', 'file'],
    ]);
  });

  it('Space marks everything in a folder and below, and takes the marks away again', () => {
    const all = type(`${folders}j `);
    expect(marked(all)).toEqual(['backup/old/one.jpg', 'backup/one.jpg', 'backup/two.jpg']);
    expect(all.said).toEqual(['3 files marked in /home/eva/Pictures/backup']);
    expect(rows(all.app)[2]).toMatch(/✗ backup +3 marked +3 files/);
    expect(marked(type(`${folders}j k `))).toEqual([]);
  });

  it('keeps one file of each group, whatever is marked before', () => {
    const both = type(`${folders}j j`.replace(/j$/, ' '));
    expect(both.said.at(-1)).toBe(
      '0 files marked in /home/eva/Pictures/2024; 2 files kept, since one of each group stays',
    );
    expect(marked(both)).toHaveLength(3);
  });

  it('Enter shows the groups of a folder; Escape shows all, w comes back', () => {
    const { app } = type(`${folders}jjj${keys.enter}`);
    expect(app.ui.duplicateView).toBe('groups');
    expect(app.state.duplicates.rows().entries).toHaveLength(1);
    expect(type(`${folders}jjj${keys.enter}${keys.escape}\x1b`).app.state.duplicates.rows().entries).toHaveLength(2);
  });

  it('filters by name with count, and in its own order', () => {
    expect(rows(type(`${folders}/old${keys.enter}`).app)[0]).toContain('/old: 1 of 4 folders');
    expect(
      rows(type(`${folders}s3`).app)
        .slice(1)
        .map((line) => line.replace(/^▌/, '').trim().split(' ')[0]),
    ).toEqual(['/home/eva/Pictures', '2024', 'backup', 'backup/old']);
  });

  it('d asks about what is marked, and says so where nothing is', () => {
    expect(type(`${folders}d`).said).toEqual(['nothing is marked: Space marks what this folder can lose']);
    expect(type(`${folders}j d`).app.ui.overlay).toMatchObject({ title: 'Move 3 files to the trash?', chosen: 'no' });
  });

  it('says of keys for groups where they work, and tells all about a folder', () => {
    expect(type(`${folders}]`).said).toEqual(['this works on groups of files · w shows them']);
    expect(type(`${folders}ji`).app.ui.overlay).toMatchObject({ kind: 'details', title: 'Folder' });
    expect(type(`${folders}p`).said).toEqual(['a folder: Enter shows the groups in it']);
  });
});

describe('the view of pairs', () => {
  it('lists folders that hold the same files', () => {
    expect(rows(type(pairs).app)).toEqual([
      '3 pairs of folders · 2.1 KB to gain',
      expect.stringMatching(/2024 ≡ backup +2 files +1\.1 KB/),
      expect.stringMatching(/2024 ≡ backup\/old +1 file +1\.0 KB/),
      expect.stringMatching(/backup ≡ backup\/old +1 file +1\.0 KB/),
    ]);
  });

  it('says of how many groups it makes no pairs, as they are everywhere', () => {
    const everywhere = sampleGroup(
      'icon.png',
      10,
      Array.from({ length: 30 }, (_, number) => `site-${number}`),
    );
    expect(rows(type(pairs, [everywhere]).app)[0]).toContain('3 pairs of folders · without 1 group in over 24 folders');
    expect(rows(type(folders, [everywhere]).app)[0]).not.toContain('without');
  });

  it('asks which of the two loses them, and marks only what both hold', () => {
    const asked = type(`${pairs} `);
    expect(asked.app.ui.overlay).toMatchObject({ kind: 'menu', title: 'Mark 2 duplicates, 1.1 KB' });
    expect(marked(type(`${pairs} 1`))).toEqual(['backup/one.jpg', 'backup/two.jpg']);
    expect(marked(type(`${pairs} 2`))).toEqual(['2024/one.jpg', '2024/two.jpg']);
    expect(marked(type(`${pairs}j 1`))).toEqual(['backup/old/one.jpg']);
  });
});
