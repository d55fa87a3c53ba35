import { describe, expect, it } from 'vitest';
import type { StoreEvent } from '../../src/store/events.ts';
import { carryOut } from '../../src/ui/carry-out.ts';
import { decode } from '../../src/ui/input/decode.ts';
import type { PaneId } from '../../src/ui/layout.ts';
import type { App } from '../../src/ui/model/app.ts';
import { downloadList, logList } from '../../src/ui/model/lists.ts';
import { update } from '../../src/ui/model/update.ts';
import { paneInfo } from '../../src/ui/panes/index.ts';
import { FakeSession } from '../support/fake-session.ts';
import { keys } from '../support/keys.ts';
import { fullEvents, makeApp } from '../support/sample-app.ts';
import { download } from '../support/sample-data.ts';
import { stillHost } from '../support/still-host.ts';

function type(focus: PaneId, input: string, events: readonly StoreEvent[] = fullEvents()) {
  let app: App = makeApp({ focus, events });
  const said: string[] = [];
  for (const event of decode(input).events) {
    const step = update(app, event);
    let ui = step.ui ?? app.ui;
    for (const effect of step.effects ?? []) ui = carryOut(effect, ui, app.state, new FakeSession(), stillHost);
    app = { ...app, ui };
    if (step.say !== undefined) said.push(step.say);
  }
  return { app, said, info: paneInfo[focus](app) };
}

const rows: readonly StoreEvent[] = [
  ['b.jpg', 100],
  ['a.jpg', 300],
  ['c.jpg', 200],
].flatMap(([name, total], at) => [
  download({ kind: 'queued', id: at + 1, url: `http://a/${name}`, name: String(name) }),
  download({ kind: 'started', id: at + 1, worker: 'w', name: String(name), total: Number(total), resumedFrom: 0 }),
  download({ kind: 'progress', id: at + 1, received: 1, total: Number(total), rate: 1000 - Number(total) }),
]);

describe('every list can be put in order', () => {
  it.each([
    ['queue', '1', 'bac'],
    ['name', '2', 'abc'],
    ['size', '3', 'acb'],
    ['rate', '4', 'bca'],
  ])('downloads by %s', (order, key, expected) => {
    const { app, info } = type('downloads', `s${key}`, rows);
    expect(
      downloadList(app)
        .map(({ name }) => name[0])
        .join(''),
    ).toBe(expected);
    expect(info.includes(`by ${order}`)).toBe(order !== 'queue');
  });

  it('downloads are moved only in the order of the queue', () => {
    const queued = [download({ kind: 'queued', id: 1, url: 'http://a/1', name: '1' })];
    expect(type('downloads', 's2K', queued).said).toEqual([
      'only in the order of the queue a download can be moved · s shows it',
    ]);
  });

  it('the log from either end, or the worst first', () => {
    const lines = (['info', 'error', 'warning', 'error'] as const).map(
      (level, at): StoreEvent => ({ kind: 'log', level, source: 'x', text: String(at), at }),
    );
    const order = (key: string): string =>
      logList(type('log', `s${key}`, lines).app)
        .map(({ text }) => text)
        .join('');
    expect(order('1')).toBe('0123');
    expect(order('2')).toBe('3210');
    expect(order('3')).toBe('3120');
  });

  it.each(['processes', 'duplicates', 'downloads', 'log'] as const)(
    '%s, from a menu that shows the order in force',
    (pane) => {
      expect(type(pane, 's').app.ui.overlay).toMatchObject({ kind: 'menu', cursor: 0 });
      expect(type(pane, 's2s').app.ui.overlay).toMatchObject({ kind: 'menu', cursor: 1 });
    },
  );
});

describe('every list can be filtered, and tells how much of it is left', () => {
  it.each([
    ['processes', 'fetch', '/fetch: 3 of 7'],
    ['downloads', 'cancelled', '/cancelled: 1 of 8'],
    ['duplicates', 'IMG_0007', '/IMG_0007: 1 of 30 groups'],
    ['log', 'warning', '/warning: 1 of'],
  ] as const)('%s', (pane, text, info) => {
    expect(type(pane, `/${text}${keys.enter}`).info).toContain(info);
  });
});
