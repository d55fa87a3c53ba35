import type { State } from '../../store/state.ts';
import { type DuplicateView, type UiState, withList } from './ui-state.ts';

/** Another view of the duplicates, from its top; a filter stays with the view it was typed in. */
export function showDuplicates(ui: UiState, state: State, view: DuplicateView, filter = ''): UiState {
  state.duplicates.setFilter(view === 'groups' ? filter : '');
  const filters = { ...ui.filters, duplicates: filter };
  return withList({ ...ui, duplicateView: view, filters, rangeFrom: undefined }, 'duplicates', { cursor: 0, top: 0 });
}
