import type { DownloadId } from '../download/types.ts';
import type { DuplicateGroup, ScannedFile } from '../duplicates/types.ts';
import type { PreviewTask } from '../preview/types.ts';
import type { ActionKind } from '../removal/types.ts';
import type { MenuNumber } from '../report/menu.ts';
import type { StoreEvent } from '../store/events.ts';
import type { ProcessKey } from '../system/types.ts';

/** A victim that a person marked, with the group it stands in. */
export interface Marked {
  readonly group: DuplicateGroup;
  readonly victims: readonly ScannedFile[];
}

/**
 * What the screen can ask for. Each call returns at once; what becomes of it arrives as store events. The screen holds
 * this interface and nothing else of the program, so that its tests need no child process.
 */
export interface Session {
  subscribe(listener: (event: StoreEvent) => void): () => void;
  /** False where nothing of it is taken; the reason arrives as an event. */
  addDownloads(text: string): boolean;
  pauseDownloads(paused: boolean): void;
  retryDownload(id: DownloadId): void;
  retryFailed(): void;
  cancelDownload(id: DownloadId): void;
  moveDownload(id: DownloadId, by: -1 | 1): void;
  rescan(): void;
  remove(action: ActionKind, marked: readonly Marked[]): void;
  undo(): void;
  /** What is to be looked at from now on, instead of what was asked for before; undefined: nothing. */
  preview(task: PreviewTask | undefined): void;
  /** In that order; what became of it is told. */
  signal(processes: readonly ProcessKey[], signal: NodeJS.Signals): void;
  /** Own tree, or every process of the machine. */
  watchProcesses(scope: 'own' | 'all'): void;
  /** The threads of one process are shown from now on; undefined: of none. */
  watchThreads(process: ProcessKey | undefined): void;
  /** An item of the report's menu; what it asks for is typed text. */
  runItem(number: MenuNumber, argument: string): void;
  /** Ends the item that was begun last, where it only waits. */
  cancelItem(): void;
  /** Writes the elapsed times of everything run so far to a file, and says where. */
  exportTimings(): void;
  /** True while leaving would interrupt something: downloads, a scan, a removal. */
  readonly busy: boolean;
  /**
   * Ends every child, within the grace time of the orchestrator and a moment; what was reached is on record.
   * @param onWaiting told in words whom it still waits for, should that take a moment
   */
  close(onWaiting?: (words: string) => void): Promise<void>;
}
