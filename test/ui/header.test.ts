import { describe, expect, it } from 'vitest';
import type { BytePath } from '../../src/base/byte-path.ts';
import type { ActionOutcome } from '../../src/removal/types.ts';
import type { DownloadRow } from '../../src/store/downloads.ts';
import type { StoreEvent } from '../../src/store/events.ts';
import { reduce } from '../../src/store/reduce.ts';
import { initialState, type State } from '../../src/store/state.ts';
import { queuedFor } from '../../src/ui/model/waiting.ts';
import { downloadsInfo } from '../../src/ui/panes/downloads.ts';
import { makeTheme } from '../../src/ui/theme/theme.ts';
import { drawHeader, workInWords } from '../../src/ui/view/header.ts';
import { makeApp } from '../support/sample-app.ts';
import { download, progressEvent, scanned } from '../support/sample-data.ts';

const theme = makeTheme({ name: 'none', depth: 1, ascii: false });

/** Events with the second in which they come. */
type Timed = readonly [second: number, ...events: readonly StoreEvent[]];

function told(...timed: readonly Timed[]): { readonly state: State; readonly words: string | undefined } {
  let state = initialState();
  let now = 0;
  for (const [second, ...events] of timed) {
    now = second * 1000;
    for (const event of events) state = reduce(state, event, now);
  }
  return { state, words: workInWords(state, now) };
}

const outcomes = (count: number, kind: ActionOutcome['kind'] = 'restore'): StoreEvent => ({
  kind: 'removal',
  outcomes: Array.from({ length: count }, (_, index) => ({
    kind,
    path: `/home/eva/${index}` as BytePath,
    survivor: undefined,
    bytes: 1,
    result: 'done',
    reason: undefined,
  })),
});

describe('an undo', () => {
  const started: StoreEvent = { kind: 'removal-started', undo: true, actions: 0 };

  it('says how much of it is done, once the journal has told how much there is', () => {
    expect(told([1, started]).words).toBe('bringing back: reading the journal');
    const begun: StoreEvent = { kind: 'removal-begun', actions: 20_000 };
    expect(told([1, started, begun]).words).toBe('bringing back 0 of 20,000');
    expect(told([1, started, begun], [2, outcomes(4000)]).words).toBe(
      'bringing back 4,000 of 20,000 · 4,000 files/s · 0:04 left',
    );
  });

  it('that finds nothing to take back says so, and not as an error', () => {
    const summary = { run: '', done: 0, planned: 0, skipped: 0, failed: 0, bytes: 0 };
    const { state } = told([1, started, { kind: 'removal-ended', undo: true, summary }]);
    expect(state.notice).toMatchObject({ level: 'info', text: 'there is nothing to take back' });
    expect(state.log.counts).toMatchObject({ error: 0, warning: 0 });
  });
});

it('a removal says how fast it goes, and how long that takes', () => {
  const started: StoreEvent = { kind: 'removal-started', undo: false, actions: 300 };
  expect(told([1, started], [2, outcomes(100, 'trash')]).words).toBe('removing 100 of 300 · 100 files/s · 0:02 left');
});

it('downloads are counted alike in the first line and in their pane, and what was cancelled is said', () => {
  const app = makeApp();
  const words = workInWords(app.state, Date.now()) ?? '';
  const info = downloadsInfo(app);
  const counted = /\d+ of \d+/;
  expect(counted.exec(words)?.[0]).toBe(counted.exec(info)?.[0]);
  expect(info).toContain('1 failed · 1 cancelled');
});

describe('downloads that wait', () => {
  const url = 'http://127.0.0.1:8080/a.jpg';
  const queued = [1, 2].map((id) => download({ kind: 'queued', id, url, name: `${id}.jpg` }));
  const held = download({ kind: 'held', host: '127.0.0.1:8080', until: 20_000 });
  const row = ({ downloads }: State): DownloadRow => downloads.list()[0] ?? expect.unreachable();

  it('say until when and why, row by row, and the first line says that nothing goes on', () => {
    const { state, words } = told([1, ...queued, held]);
    expect(queuedFor(row(state), state, 1000)).toBe('again in 0:19 · its host asks for a pause');
    expect(words).toBe('waiting · 0 of 2 · again in 0:19');
    const over = told([1, ...queued, held, download({ kind: 'held', host: '127.0.0.1:8080', until: undefined })]);
    expect(queuedFor(row(over.state), over.state, 1000)).toBeUndefined();
    expect(over.words).toBe('downloading 0 of 2');
  });

  it('for memory say so', () => {
    const { state, words } = told([1, ...queued, { kind: 'gate', waitsFor: 'memory (100 TB)' }]);
    expect(queuedFor(row(state), state, 1000)).toBe('waits for memory (100 TB)');
    expect(words).toBe('waiting for memory (100 TB) · 0 of 2');
  });
});

describe('a scan', () => {
  const started: StoreEvent = { kind: 'scan-started', roots: ['/home/eva'] };

  it('that has nothing to read says what it compares, not a rate of nothing', () => {
    const { words } = told([1, started], [2, progressEvent({ doneBytes: 0, totalBytes: 0, candidates: 70 })]);
    expect(words).toBe('comparing 70 files');
  });

  it('that was over in a moment says how long that was', () => {
    const app = makeApp({ events: scanned([]) });
    const summary = app.state.scan.summary ?? expect.unreachable();
    const scan = { ...app.state.scan, summary: { ...summary, stats: { ...summary.stats, files: 70, elapsedMs: 52 } } };
    const { text } = drawHeader({ ...app, state: { ...app.state, scan } }, '~/Pictures', theme);
    expect(text).toContain('70 files scanned in 52 ms');
  });
});
