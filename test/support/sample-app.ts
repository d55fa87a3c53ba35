import type { StoreEvent } from '../../src/store/events.ts';
import { reduce } from '../../src/store/reduce.ts';
import { initialState } from '../../src/store/state.ts';
import type { PaneId, Size } from '../../src/ui/layout.ts';
import type { App } from '../../src/ui/model/app.ts';
import { initialUi, type UiState } from '../../src/ui/model/ui-state.ts';
import { download, sampleGroups, sampleSystem, scanned } from './sample-data.ts';

/** One download in each state it can be in, with long names and reasons. */
export function downloadsOfAllStates(): StoreEvent[] {
  const url = 'http://127.0.0.1:8080/a/very/long/path/of/a/picture/that/does/not/fit.jpg';
  const name = '旅行 — a picture with quite a long name 👨‍👩‍👧 that does not fit.jpg';
  const all = [1, 2, 3, 4, 5, 6, 7, 8];
  const started = (id: number): StoreEvent =>
    download({ kind: 'started', id, worker: 'fetch-1', name, total: 4e6, resumedFrom: 0 });
  const done = { url, path: name, bytes: 4e6, hash: '', attempts: 1, ms: 1200 };
  return [
    ...all.map((id) => download({ kind: 'queued', id, url, name })),
    started(2),
    download({ kind: 'progress', id: 2, received: 1e6, total: 4e6, rate: 1e6 }),
    download({ kind: 'waiting', id: 3, at: Date.now() + 1e6, reason: '429 Too Many Requests', attempt: 2 }),
    download({ kind: 'paused', id: 4 }),
    download({ kind: 'done', id: 5, ...done, duplicateOf: name }),
    download({ kind: 'failed', id: 6, url, reason: '404 Not Found', status: 404, attempts: 1 }),
    download({ kind: 'skipped', id: 7, url, reason: 'not modified', path: name }),
    download({ kind: 'cancelled', id: 8 }),
  ];
}

/** Something in every pane. */
export function fullEvents(): StoreEvent[] {
  return [
    ...Array.from({ length: 40 }, (_, tick): StoreEvent => ({ kind: 'system', sample: sampleSystem(tick) })),
    ...scanned(sampleGroups(30)),
    ...downloadsOfAllStates(),
    { kind: 'log', level: 'warning', source: 'fetch-1', text: `${'long '.repeat(60)}旅行`, at: 0 },
  ];
}

export interface AppOptions {
  readonly events?: readonly StoreEvent[];
  readonly size?: Size;
  readonly focus?: PaneId;
  readonly ui?: Partial<UiState>;
  readonly noDelete?: boolean;
  readonly busy?: boolean;
}

export function makeApp({
  events = fullEvents(),
  size = { columns: 120, rows: 40 },
  focus = 'duplicates',
  ...more
}: AppOptions = {}): App {
  const state = events.reduce((before, event) => reduce(before, event, Date.now()), initialState());
  const ui = { ...initialUi(size, true), focus, ...more.ui };
  return { ui, state, noDelete: more.noDelete ?? false, busy: more.busy ?? false, still: false };
}
