import { unreachable } from '../base/errors.ts';
import type { Session } from '../session/types.ts';
import { inBoth } from '../store/duplicates/marking.ts';
import type { GroupOrder } from '../store/duplicates/sorting.ts';
import type { State } from '../store/state.ts';
import { showDuplicates } from './model/duplicate-view.ts';
import type { Effect } from './model/effects.ts';
import { placeOf } from './model/range.ts';
import { type UiState, withList } from './model/ui-state.ts';
import type { ThemeChoice } from './theme/theme.ts';

/** What the screen can do to the terminal it stands in. */
export interface Host {
  quit(code: number): void;
  suspend(): void;
  redraw(): void;
  mouse(on: boolean): void;
  theme(choice: ThemeChoice): void;
  /** The terminal told its background colour. */
  background(rgb: readonly [number, number, number]): void;
  /** Whether the terminal has still to read what it was given earlier. */
  clogged(): boolean;
  /** Resolves when it has read it. */
  flushed(): Promise<void>;
}

/** Does what a key asked for. The session answers later, by events. */
export function carryOut(effect: Effect, ui: UiState, state: State, session: Session, host: Host): UiState {
  switch (effect.kind) {
    case 'quit':
      host.quit(effect.code);
      return ui;
    case 'suspend':
      host.suspend();
      return ui;
    case 'redraw':
      host.redraw();
      return ui;
    case 'mouse':
      host.mouse(effect.on);
      return ui;
    case 'theme':
      host.theme(effect.theme);
      return { ...ui, theme: effect.theme };
    case 'remove':
      session.remove(effect.action, effect.marked);
      return ui;
    case 'unmark':
      for (const file of effect.files) state.duplicates.unmark(file);
      return ui;
    case 'undo':
      session.undo();
      return ui;
    case 'rescan':
      session.rescan();
      return ui;
    case 'order-groups':
      return orderGroups(effect.order, ui, state);
    case 'order-downloads':
      return { ...ui, downloadOrder: effect.order };
    case 'order-log':
      return { ...ui, logOrder: effect.order };
    case 'order-folders':
      return { ...ui, folderOrder: effect.order };
    case 'view-duplicates':
      return showDuplicates(ui, state, effect.view);
    case 'mark-pair':
      state.duplicates.markWhere(inBoth(effect.folder, effect.other));
      return ui;
    case 'keep-rules':
      state.duplicates.setKeepRules(effect.rules);
      return ui;
    case 'sort-processes':
      return { ...ui, processSort: effect.sort };
    case 'view-processes':
      return { ...ui, processView: effect.view };
    case 'watch-processes':
      session.watchProcesses(effect.scope);
      return ui;
    case 'watch-threads':
      session.watchThreads(effect.process);
      return ui;
    case 'signal':
      session.signal(effect.processes, effect.signal);
      return ui;
    case 'run-item':
      session.runItem(effect.number, effect.argument);
      return ui;
    case 'cancel-item':
      session.cancelItem();
      return ui;
    case 'export-timings':
      session.exportTimings();
      return ui;
    case 'add-downloads':
      if (session.addDownloads(effect.text) || effect.typed === undefined) return ui;
      return { ...ui, typing: effect.typed };
    case 'pause-downloads':
      session.pauseDownloads(effect.paused);
      return ui;
    case 'retry-download':
      session.retryDownload(effect.id);
      return ui;
    case 'retry-failed':
      session.retryFailed();
      return ui;
    case 'cancel-download':
      session.cancelDownload(effect.id);
      return ui;
    case 'move-download':
      session.moveDownload(effect.id, effect.by);
      return ui;
    default:
      return unreachable(effect);
  }
}

/** A range that is open stays between its two rows: the cursor goes where its row goes. */
function orderGroups(order: GroupOrder, ui: UiState, { duplicates }: State): UiState {
  const list = ui.lists.duplicates;
  const row = ui.rangeFrom === undefined ? undefined : duplicates.at(list.cursor);
  duplicates.setOrder(order);
  const cursor = row && placeOf(duplicates, row);
  return cursor === undefined ? ui : withList(ui, 'duplicates', { ...list, cursor });
}
