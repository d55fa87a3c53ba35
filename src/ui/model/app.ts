import type { State } from '../../store/state.ts';
import { areaOf, innerRows, type Layout, layOut, type PaneId } from '../layout.ts';
import type { Effect } from './effects.ts';
import type { UiState } from './ui-state.ts';

/** All a command and a pane may look at. */
export interface App {
  readonly ui: UiState;
  readonly state: State;
  /** Removal is off. */
  readonly noDelete: boolean;
  /** Whether leaving now would interrupt something. */
  readonly busy: boolean;
  /** Nothing moves: the terminal does not read, and gets no more frames until it does. */
  readonly still: boolean;
}

/** What a key leads to. A refusal says why the key cannot act, in words for the person who pressed it. */
export interface Step {
  readonly ui?: UiState;
  readonly effects?: readonly Effect[];
  readonly say?: string;
}

export type Command = (app: App) => Step;

export function layoutOf(ui: UiState): Layout {
  return layOut(ui.size, ui.focus, ui.zoomed, previewingIn(ui));
}

/** Only panes whose rows are files show a preview; in others it waits until one of those has the keys again. */
export function previewingIn({ preview, focus }: UiState): 'one' | 'two' | undefined {
  if (preview === undefined || (focus !== 'duplicates' && focus !== 'downloads')) return undefined;
  return preview.show === 'file' ? 'one' : 'two';
}

/** How many rows of a pane's list are in sight. */
export function rowsInSight(ui: UiState, pane: PaneId): number {
  return innerRows(areaOf(layoutOf(ui), pane));
}
