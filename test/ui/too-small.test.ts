import { expect, it } from 'vitest';
import { decode } from '../../src/ui/input/decode.ts';
import type { App } from '../../src/ui/model/app.ts';
import type { Effect } from '../../src/ui/model/effects.ts';
import { update } from '../../src/ui/model/update.ts';
import { widthOf } from '../../src/ui/text/width.ts';
import { drawTooSmall } from '../../src/ui/view/too-small.ts';
import { keys } from '../support/keys.ts';
import { makeApp } from '../support/sample-app.ts';
import { download, sampleGroup, scanned } from '../support/sample-data.ts';
import { show } from '../support/show.ts';

const needs = { columns: 40, rows: 10 };
const events = [
  ...scanned([sampleGroup('one', 1000, ['a', 'b'])]),
  download({ kind: 'queued', id: 1, url: 'http://a/1', name: '1' }),
];

function type(app: App, input: string): { app: App; effects: readonly Effect[] } {
  let now = app;
  const effects: Effect[] = [];
  for (const event of decode(input).events) {
    const step = update(now, event);
    now = { ...now, ui: step.ui ?? now.ui };
    effects.push(...(step.effects ?? []));
  }
  return { app: now, effects };
}

it('no key acts but those that the message names, and no question is answered unseen', () => {
  const asked = type(makeApp({ events }), 'jjD').app;
  const small = { ...asked, ui: { ...asked.ui, size: { columns: 30, rows: 8 } } };
  for (const input of ['y', keys.enter, `${keys.right}${keys.enter}`, 'n', `${keys.escape}${keys.escape}`]) {
    const { app, effects } = type(small, input);
    expect(effects).toEqual([]);
    expect(app.ui.overlay).toBe(asked.ui.overlay);
  }
  const bare = makeApp({ events, size: { columns: 39, rows: 9 } });
  const after = type(bare, `jjDyaAx:undo${keys.enter}${keys.paste('http://a/2')}${keys.click(3, 3)}`);
  expect(after.effects).toEqual([]);
  expect(after.app.ui).toEqual(bare.ui);
  expect(after.app.state.duplicates.marks.count).toBe(0);
});

it.each([
  ['q', 'q', { kind: 'quit', code: 0 }],
  ['Ctrl-C', keys.ctrl('c'), { kind: 'quit', code: 130 }],
  ['Ctrl-Z', keys.ctrl('z'), { kind: 'suspend' }],
])('%s does there what the message says, also while work runs and a question is open', (_, key, effect) => {
  const asked = type(makeApp({ events, busy: true }), 'q').app;
  expect(asked.ui.overlay?.kind).toBe('confirm');
  const small = { ...asked, ui: { ...asked.ui, size: { columns: 20, rows: 5 } } };
  expect(type(small, key).effects).toEqual([effect]);
});

it('says what leaving would stop', () => {
  const lines = (columns: number, rows: number, what = events): string[] => {
    const drawn = drawTooSmall(makeApp({ events: what, size: { columns, rows } }), needs);
    expect(drawn.length).toBeLessThanOrEqual(rows);
    for (const line of drawn) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    return drawn;
  };
  expect(lines(30, 8)).toEqual([
    'forkful needs 40×10 here',
    'this is 30×8',
    'q or Ctrl-C quits at once: 1',
    'download unfinished; it goes',
    'on at the next start',
    'Ctrl-Z leads to the shell',
  ]);
  expect(lines(30, 8, scanned([]))).toContain('q or Ctrl-C quits');
  expect(lines(20, 5).join(' ')).toContain('q or Ctrl-C quits at once');
  expect(lines(120, 2).join(' ')).toContain('q or Ctrl-C quits at once: 1 download unfinished');
});

it('an open question waits until there is room again', async () => {
  const terminal = show();
  terminal.session.emit(...events);
  await terminal.waitFor('1 group');
  terminal.press('jjD');
  await terminal.waitFor('Delete 1 file for good?');
  terminal.resize(30, 8);
  await terminal.waitFor('forkful needs 40×10');
  terminal.press('y');
  terminal.resize(80, 24);
  await terminal.waitFor('Delete 1 file for good?');
  expect(terminal.session.calls.map(([name]) => name)).not.toContain('remove');
  terminal.press('y');
  await terminal.waitFor(() => terminal.session.calls.some(([name]) => name === 'remove'));
});

it('what is read out fits into every terminal', async () => {
  const terminal = show(30, 30, { screenReader: true });
  terminal.session.emit(...events);
  await terminal.waitFor('1 group');
  terminal.press('K');
  await terminal.waitFor('Of each group, keep');
});
