import type { DownloadId } from '../download/types.ts';
import type { Session } from '../session/types.ts';
import type { DuplicateRow } from '../store/duplicates/group-rows.ts';
import { Store } from '../store/store.ts';
import { carryOut, type Host } from './carry-out.ts';
import type { InputEvent } from './input/decode.ts';
import type { PaneId, Size } from './layout.ts';
import { largeEnough, paneIds } from './layout.ts';
import { type App, rowsInSight, type Step } from './model/app.ts';
import { downloadList, keepInSight, listLength } from './model/lists.ts';
import { previewTask } from './model/preview.ts';
import { anchorProcess, followProcess } from './model/process-anchor.ts';
import { endLostRange, placeOf } from './model/range.ts';
import { initialUi, type Toast, type UiState, withList } from './model/ui-state.ts';
import { update } from './model/update.ts';
import type { ThemeChoice } from './theme/theme.ts';

export interface ProgramOptions {
  readonly size: Size;
  readonly mouse: boolean;
  readonly theme: ThemeChoice;
  readonly noDelete: boolean;
  /** Lines that are read out need no room: no terminal is too small for them. */
  readonly spoken?: boolean;
  /** Most paints a second for what happens by itself; keys are answered at once. */
  readonly fps: number;
  readonly host: Host;
}

const toastMs = 6000;
/** What the spinner takes of the paints in a second while work is under way. */
const spinnerPaints = 6;

/**
 * The screen without a terminal: events and keys in, a new {@link App} for each change out. It holds the state of the
 * screen and the store, and is the only one that calls the session. Until there is one, it shows what it has, and keeps
 * what is typed.
 */
export class Program {
  readonly store: Store;
  readonly #options: ProgramOptions;
  readonly #watchers = new Set<() => void>();
  readonly #leave: (() => void)[] = [];
  readonly #early: InputEvent[] = [];
  #session: Session | undefined;
  #ui: UiState;
  #app: App;
  #anchor: DuplicateRow | undefined;
  #download: DownloadId | undefined;
  #toastTimer: NodeJS.Timeout | undefined;
  #held = false;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.store = new Store({ commitMs: 1000 / Math.max(1, options.fps - spinnerPaints) });
    this.#ui = initialUi(this.#fitting(options.size), options.mouse, options.theme);
    this.#app = this.#makeApp();
    this.#leave.push(this.store.watch(() => this.#committed()));
  }

  connect(session: Session): void {
    this.#session = session;
    this.#leave.push(session.subscribe((event) => this.store.dispatch(event)));
    this.input(this.#early.splice(0));
  }

  /** For useSyncExternalStore: a new object whenever something changed. */
  readonly current = (): App => this.#app;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Keys arrive in batches (`jjj` is one chunk): each is applied, the whole is shown once. */
  input(events: readonly InputEvent[]): void {
    const session = this.#session;
    if (session === undefined) {
      this.#early.push(...events);
      return;
    }
    for (const event of events) {
      if (event.kind === 'background') this.#options.host.background(event.rgb);
      // A new key makes room for what it has to say.
      if (event.kind === 'key' && this.#ui.toast !== undefined) this.#ui = { ...this.#ui, toast: undefined };
      const { exchanges } = this.store.state.downloads;
      this.#apply(update(this.#makeApp(), event), session);
      if (this.store.state.downloads.exchanges !== exchanges) this.#followDownload();
      this.#download = downloadList(this.#makeApp())[this.#ui.lists.downloads.cursor]?.id;
      this.#ui = anchorProcess(this.#makeApp());
    }
    this.#settle();
    const groups = this.#ui.duplicateView === 'groups';
    this.#anchor = groups ? this.store.state.duplicates.at(this.#ui.lists.duplicates.cursor) : undefined;
    this.#followPreview();
    this.#publish();
  }

  /** Something to say that no key asked for; it stays in the log. */
  tell(toast: Toast): void {
    const level = toast.level === 'good' ? 'info' : toast.level;
    this.store.dispatch({ kind: 'log', level, source: 'screen', text: toast.text, at: toast.at });
    this.#toast(toast);
    this.#publish();
  }

  togglePause(): void {
    this.#session?.pauseDownloads(!this.store.state.paused);
  }

  resize(size: Size): void {
    this.#ui = { ...this.#ui, size: this.#fitting(size) };
    this.#settle();
    this.#followPreview();
    this.#publish();
  }

  close(): void {
    clearTimeout(this.#toastTimer);
    for (const leave of this.#leave) leave();
    this.store.close();
  }

  #fitting(size: Size): Size {
    return this.#options.spoken === true ? largeEnough(size) : size;
  }

  #apply(step: Step, session: Session): void {
    this.#show(step);
    for (const effect of step.effects ?? []) {
      this.#ui = carryOut(effect, this.#ui, this.store.state, session, this.#options.host);
    }
  }

  #show({ ui, say }: Step): void {
    if (ui !== undefined) this.#ui = ui;
    if (say !== undefined) this.#toast({ level: 'info', text: say, at: Date.now() });
  }

  #committed(): void {
    const { notice } = this.store.state;
    if (notice !== undefined && notice !== this.#shownNotice) {
      this.#shownNotice = notice;
      this.#toast(notice);
    }
    this.#followAnchor();
    this.#followDownload();
    this.#ui = followProcess(this.#makeApp());
    this.#followNews();
    this.#settle();
    this.#followPreview();
    this.#publish();
  }

  #shownNotice: Toast | undefined;

  /** Groups that arrive above the selected row push it down: the cursor stays on its row, and the row in its place. */
  #followAnchor(): void {
    const list = this.#ui.lists.duplicates;
    const lost = endLostRange(this.#makeApp(), this.#anchor);
    if (lost !== undefined) this.#show(lost);
    if (this.#anchor === undefined || (list.cursor === 0 && this.#ui.rangeFrom === undefined)) return;
    const cursor = placeOf(this.store.state.duplicates, this.#anchor);
    if (cursor === undefined || cursor === list.cursor) return;
    this.#ui = withList(this.#ui, 'duplicates', { cursor, top: Math.max(0, list.top + cursor - list.cursor) });
  }

  /** The list of downloads is ordered by what goes on: the selected one stays selected, wherever it goes. */
  #followDownload(): void {
    const list = this.#ui.lists.downloads;
    if (this.#ui.focus !== 'downloads' || this.#download === undefined) return;
    // Who looks at the first row looks at what comes first, unless it was moved from there by hand.
    if (list.cursor === 0 && this.store.state.downloads.moved !== this.#download) return;
    const cursor = downloadList(this.#makeApp()).findIndex(({ id }) => id === this.#download);
    if (cursor < 0 || cursor === list.cursor) return;
    this.#ui = withList(this.#ui, 'downloads', { cursor, top: Math.max(0, list.top + cursor - list.cursor) });
  }

  /** Lists that nobody works in show what goes on: the downloads under way, the last line of the log. */
  #followNews(): void {
    const app = this.#makeApp();
    const follow = (pane: PaneId, cursor: number): void => {
      if (this.#ui.focus === pane || cursor < 0) return;
      this.#ui = withList(this.#ui, pane, { ...this.#ui.lists[pane], cursor });
    };
    follow('downloads', 0);
    follow('log', this.#ui.logOrder === 'oldest' ? listLength(app, 'log') - 1 : 0);
  }

  /** What is looked at is what the cursor stands on, as large as there is room for. */
  #followPreview(): void {
    const wanted = previewTask(this.#makeApp());
    const key = wanted === undefined ? '' : `${wanted.key} ${wanted.task.room.width}x${wanted.task.room.height}`;
    if (key === this.#previewed.key || this.#session === undefined) return;
    const { preview } = this.#ui;
    const other = wanted?.task.files.join('\n') !== this.#previewed.files;
    if (other && preview !== undefined && preview.top > 0) this.#ui = { ...this.#ui, preview: { ...preview, top: 0 } };
    this.#previewed = { key, files: wanted?.task.files.join('\n') };
    this.#session.preview(wanted?.task);
  }

  #previewed: { readonly key: string; readonly files: string | undefined } = { key: '', files: undefined };

  /** Every cursor on a row that exists, and in sight. */
  #settle(): void {
    const app = this.#makeApp();
    for (const pane of paneIds) this.#settleList(app, pane);
  }

  #settleList(app: App, pane: PaneId): void {
    const list = this.#ui.lists[pane];
    const kept = keepInSight(list, listLength(app, pane), Math.max(1, rowsInSight(this.#ui, pane)));
    if (kept !== list) this.#ui = withList(this.#ui, pane, kept);
  }

  #toast(toast: Toast): void {
    this.#ui = { ...this.#ui, toast };
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => {
      this.#ui = { ...this.#ui, toast: undefined };
      this.#publish();
    }, toastMs);
  }

  #makeApp(): App {
    const { noDelete } = this.#options;
    return {
      ui: this.#ui,
      state: this.store.state,
      noDelete,
      busy: this.#session?.busy ?? false,
      still: this.#held,
    };
  }

  /** Frames are not queued for a terminal that does not read: it gets the newest one when it reads again. */
  #publish(): void {
    if (this.#held) return;
    const { host } = this.#options;
    this.#held = host.clogged();
    if (this.#held) {
      void host.flushed().then(() => {
        this.#held = false;
        this.#publish();
      });
    }
    this.#app = this.#makeApp();
    for (const watcher of this.#watchers) watcher();
  }
}
