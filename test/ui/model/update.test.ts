import { describe, expect, it } from 'vitest';
import { reduce } from '../../../src/store/reduce.ts';
import type { App } from '../../../src/ui/model/app.ts';
import type { Effect } from '../../../src/ui/model/effects.ts';
import { questionLines } from '../../../src/ui/view/question.ts';
import { keys } from '../../support/keys.ts';
import type { AppOptions } from '../../support/sample-app.ts';
import { download, sampleGroup, sampleSystem, scanned } from '../../support/sample-data.ts';
import { type as typeKeys } from '../../support/type.ts';

/** What a row of keys leads to. */
const type = (input: string, options: AppOptions = {}) => typeKeys(input, { events: makeGroups(), ...options });

const asked = ({ ui, state }: App): readonly string[] =>
  ui.overlay?.kind === 'confirm' ? questionLines(ui.overlay.lines(state), 80, 20) : [];

const victims = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) =>
    effect.kind === 'remove' ? effect.marked.flatMap((marked) => marked.victims.map(({ path }) => path)) : [],
  );

describe('the question before a removal', () => {
  it('names what goes and what stays, count and bytes, and has No as its default', () => {
    const { app, effects } = type('ad');
    expect(app.ui.overlay).toMatchObject({ kind: 'confirm', title: 'Move 2 files to the trash?', chosen: 'no' });
    const lines = asked(app).join('\n');
    expect(lines).toContain('2.0 KB to gain in 1 group');
    expect(lines).toContain('Goes:  /home/eva/Pictures/b/one\n       /home/eva/Pictures/c/one');
    expect(lines).toContain('Stays: /home/eva/Pictures/a/one');
    expect(effects).toEqual([]);
  });

  it.each([
    ['Enter', keys.enter],
    ['n', 'n'],
    ['Escape', `${keys.escape}${keys.escape}`],
    ['q', 'q'],
  ])('%s means no', (_name, key) => {
    const { app, effects } = type(`ad${key}`);
    expect(app.ui.overlay).toBeUndefined();
    expect(effects).toEqual([]);
    expect(app.state.duplicates.marks.count).toBe(2);
  });

  it.each([
    ['y', 'y'],
    ['an arrow and Enter', `${keys.right}${keys.enter}`],
  ])('%s means yes', (_name, key) => {
    const { effects } = type(`ad${key}`);
    expect(effects).toMatchObject([{ kind: 'remove', action: 'trash' }]);
    expect(victims(effects)).toEqual(['/home/eva/Pictures/b/one', '/home/eva/Pictures/c/one']);
  });

  it('other keys neither answer nor leave', () => {
    const { app, effects, said } = type('adxd ');
    expect(app.ui.overlay?.kind).toBe('confirm');
    expect(effects).toEqual([]);
    expect(said.at(-1)).toBe('y for yes, n or Enter for no');
  });

  it('without a mark is about the row', () => {
    const { effects } = type('jjDy');
    expect(effects).toMatchObject([{ kind: 'remove', action: 'delete' }]);
    expect(victims(effects)).toEqual(['/home/eva/Pictures/b/one']);
  });

  it('is not asked for the file to keep, nor where removal is off', () => {
    expect(type('jd').said).toEqual(['this is the file to keep: mark or choose another']);
    expect(type('ad', { noDelete: true }).said).toEqual(['removal is off (--no-delete)']);
  });

  it('names the first of many, and how many more there are', () => {
    const groups = Array.from({ length: 9 }, (_, name) => sampleGroup(`${name}`, 1000 - name, ['a', 'b']));
    expect(asked(type('AD', { events: scanned(groups) }).app)).toEqual([
      '8.8 KB to gain in 9 groups.',
      'Goes:  /home/eva/Pictures/b/0',
      '       /home/eva/Pictures/b/1',
      '       /home/eva/Pictures/b/2',
      '       and 6 more',
      'Stays: /home/eva/Pictures/a/0',
      '       /home/eva/Pictures/a/1',
      '       /home/eva/Pictures/a/2',
      '       and one file or more of 6 further groups',
      'No trash: u can only bring them back as copies of what stays.',
      'Each is compared byte by byte with what stays, right before it goes.',
    ]);
  });

  it('speaks of one file as of one', () => {
    const about = (keys: string): readonly string[] => asked(type(keys).app).slice(3);
    const compared = 'It is compared byte by byte with what stays, right before it goes.';
    expect(about('jjd')).toEqual(['u brings it back from the trash.', compared]);
    expect(about('jjD')).toEqual(['No trash: u can only bring it back as a copy of what stays.', compared]);
    expect(about(`jj /two${keys.enter}d`)).toContain('The filter hides it.');
  });

  it('says that marks out of sight are included', () => {
    const { app } = type(`adn/two${keys.enter}d`);
    expect(asked(app)).toContain('The filter hides 2 of them.');
  });
});

describe('marking', () => {
  it('goes on to the next row, and never takes the last file', () => {
    const { app, said } = type('j   ');
    expect(app.state.duplicates.marks.count).toBe(2);
    expect(said).toEqual(['not marked: one file of each group always stays']);
  });

  it('of a range takes both ends in', () => {
    expect(type('jjvjv').app.state.duplicates.marks.count).toBe(2);
  });

  it('of a folder goes through all groups', () => {
    expect(type('jjf').said).toEqual(['2 files marked in /home/eva/Pictures/b']);
  });
});

describe('leaving', () => {
  it('asks only while work runs', () => {
    expect(type('q').effects).toEqual([{ kind: 'quit', code: 0 }]);
    const busy = type('q', { busy: true });
    expect(busy.effects).toEqual([]);
    expect(busy.app.ui.overlay).toMatchObject({ kind: 'confirm', title: 'Leave forkful?', chosen: 'no' });
    expect(type('qy', { busy: true }).effects).toEqual([{ kind: 'quit', code: 0 }]);
  });

  it('tells what there is to lose now, not what there was when it was asked', () => {
    const queued = [1, 2].map((id) => download({ kind: 'queued', id, url: `http://a/${id}`, name: `${id}` }));
    const { app } = type('q', { busy: true, events: queued });
    expect(asked(app)).toEqual(['2 downloads unfinished; they go on at the next start']);
    reduce(app.state, download({ kind: 'cancelled', id: 1 }), 0);
    expect(asked(app)).toEqual(['1 download unfinished; it goes on at the next start']);
    reduce(app.state, download({ kind: 'cancelled', id: 2 }), 0);
    expect(asked(app)).toEqual(['nothing is under way any more']);
  });

  it('Ctrl-C leaves from anywhere', () => {
    for (const before of ['', '?', ':', '/x', 'ad']) {
      expect(type(`${before}${keys.ctrl('c')}`).effects.at(-1)).toEqual({ kind: 'quit', code: 130 });
    }
  });
});

describe('typing', () => {
  it('a filter acts at each key, stays with Enter, goes with Escape', () => {
    const { app } = type(`/TWO${keys.enter}`);
    expect(app.state.duplicates.rows().entries).toHaveLength(1);
    expect(app.ui.typing).toBeUndefined();
    expect(type('/zzz').said).toContain('nothing holds "zzz"');
    const cleared = type(`/TWO${keys.enter}${keys.escape}\x1b`).app;
    expect(cleared.state.duplicates.filter).toBe('');
  });

  it('pasted URLs go to the queue, and pasted keys nowhere', () => {
    expect(type(keys.paste('http://a/1\r\nhttp://a/2')).effects).toEqual([
      { kind: 'add-downloads', text: 'http://a/1\nhttp://a/2' },
    ]);
    expect(type(keys.paste('ady')).effects).toEqual([]);
    expect(type(`ad${keys.paste('y')}`).effects).toEqual([]);
  });

  it('the palette runs a command of another pane there', () => {
    const { app } = type(`:signal${keys.enter}`, { events: makeEvents() });
    expect(app.ui.focus).toBe('processes');
  });
});

describe('details', () => {
  const rows = (input: string, focus: 'duplicates' | 'processes'): string[] => {
    const { app } = type(input, { events: focus === 'processes' ? makeEvents() : makeGroups(), focus });
    return app.ui.overlay?.kind === 'details' ? app.ui.overlay.rows.map(([label, text]) => `${label}: ${text}`) : [];
  };

  it('give the whole path of a file, and what stays of its group', () => {
    expect(rows('jji', 'duplicates')).toEqual(
      expect.arrayContaining(['path: /home/eva/Pictures/b/one', 'mark: none', 'stays: /home/eva/Pictures/a/one']),
    );
  });

  it('name the parent that does not wait for a zombie', () => {
    expect(rows('Gi', 'processes')).toContain('parent: forkful (4821) should wait for it: k offers it SIGCHLD');
  });
});

describe('the mouse', () => {
  it('click focuses and selects, wheel moves', () => {
    const clicked = type('\x1b[<0;3;4M', { events: makeEvents() });
    expect(clicked.app.ui.focus).toBe('processes');
    expect(clicked.app.ui.lists.processes.cursor).toBe(1);
    expect(type('\x1b[<65;80;10M').app.ui.lists.duplicates.cursor).toBe(3);
  });

  it('m says whose it is from now on', () => {
    expect(type('mm').said).toEqual([
      'mouse off: the terminal selects text with it · m takes it back',
      'mouse on: it clicks and scrolls here · m gives it to the terminal',
    ]);
  });
});

function makeEvents(): NonNullable<AppOptions['events']> {
  return [...scanned([]), { kind: 'system', sample: sampleSystem(1) }];
}

function makeGroups(): NonNullable<AppOptions['events']> {
  return scanned([sampleGroup('one', 1000, ['a', 'b', 'c']), sampleGroup('two', 10, ['a', 'b'])]);
}
