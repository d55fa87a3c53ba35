import type { BytePath } from '../../base/byte-path.ts';
import type { DownloadId } from '../../download/types.ts';
import type { KeepRule, ScannedFile } from '../../duplicates/types.ts';
import type { ActionKind } from '../../removal/types.ts';
import type { MenuNumber } from '../../report/menu.ts';
import type { Marked } from '../../session/types.ts';
import type { DownloadOrder } from '../../store/download-order.ts';
import type { FolderOrder } from '../../store/duplicates/folder-index.ts';
import type { GroupOrder } from '../../store/duplicates/sorting.ts';
import type { ProcessView, SortKey } from '../../system/tree.ts';
import type { ProcessKey } from '../../system/types.ts';
import type { ThemeChoice } from '../theme/theme.ts';
import type { DuplicateView, LogOrder, Typing } from './ui-state.ts';

/** What a key asks for beyond the screen's own state, as data: carried out by the program, compared by tests. */
export type Effect =
  | { readonly kind: 'quit'; readonly code: number }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'theme'; readonly theme: ThemeChoice }
  | { readonly kind: 'mouse'; readonly on: boolean }
  | { readonly kind: 'remove'; readonly action: ActionKind; readonly marked: readonly Marked[] }
  | { readonly kind: 'unmark'; readonly files: readonly ScannedFile[] }
  | { readonly kind: 'undo' }
  | { readonly kind: 'rescan' }
  | { readonly kind: 'order-groups'; readonly order: GroupOrder }
  | { readonly kind: 'order-downloads'; readonly order: DownloadOrder }
  | { readonly kind: 'order-log'; readonly order: LogOrder }
  | { readonly kind: 'order-folders'; readonly order: FolderOrder }
  | { readonly kind: 'view-duplicates'; readonly view: DuplicateView }
  /** What `folder` holds that `other` holds too. */
  | { readonly kind: 'mark-pair'; readonly folder: BytePath; readonly other: BytePath }
  | { readonly kind: 'keep-rules'; readonly rules: readonly KeepRule[] }
  | { readonly kind: 'sort-processes'; readonly sort: SortKey }
  | { readonly kind: 'view-processes'; readonly view: ProcessView }
  | { readonly kind: 'watch-processes'; readonly scope: 'own' | 'all' }
  | { readonly kind: 'watch-threads'; readonly process: ProcessKey | undefined }
  | { readonly kind: 'signal'; readonly processes: readonly ProcessKey[]; readonly signal: NodeJS.Signals }
  | { readonly kind: 'run-item'; readonly number: MenuNumber; readonly argument: string }
  | { readonly kind: 'cancel-item' }
  | { readonly kind: 'export-timings' }
  /** `typed`: the field it comes from, which is open again if nothing of it is taken. */
  | { readonly kind: 'add-downloads'; readonly text: string; readonly typed?: Typing }
  | { readonly kind: 'pause-downloads'; readonly paused: boolean }
  | { readonly kind: 'retry-download'; readonly id: DownloadId }
  | { readonly kind: 'retry-failed' }
  | { readonly kind: 'cancel-download'; readonly id: DownloadId }
  | { readonly kind: 'move-download'; readonly id: DownloadId; readonly by: -1 | 1 };
