import type { DownloadEvent } from '../download/types.ts';
import type { ScanEvent, ScanSummary } from '../duplicates/types.ts';
import type { WorkerStatus } from '../orchestrator/types.ts';
import type { Preview } from '../preview/types.ts';
import type { ActionOutcome, RunSummary } from '../removal/types.ts';
import type { MenuNumber } from '../report/menu.ts';
import type { ReportRows } from '../report/result.ts';
import type { SystemSample } from '../system/types.ts';

/** Everything that can happen to what the screen shows, apart from keys. One union, matched exhaustively in reduce.ts. */
export type StoreEvent =
  | { readonly kind: 'download'; readonly event: DownloadEvent }
  | { readonly kind: 'scan-started'; readonly roots: readonly string[] }
  | { readonly kind: 'scan'; readonly event: ScanEvent }
  | { readonly kind: 'scan-ended'; readonly summary: ScanSummary }
  | { readonly kind: 'scan-failed'; readonly reason: string }
  /** How many there are of an undo is in the journal: 0 until it has been read. */
  | { readonly kind: 'removal-started'; readonly undo: boolean; readonly actions: number }
  | { readonly kind: 'removal-begun'; readonly actions: number }
  | { readonly kind: 'removal'; readonly outcomes: readonly ActionOutcome[] }
  | { readonly kind: 'removal-ended'; readonly undo: boolean; readonly summary: RunSummary }
  | { readonly kind: 'removal-failed'; readonly undo: boolean; readonly reason: string }
  | { readonly kind: 'worker'; readonly status: WorkerStatus }
  | { readonly kind: 'system'; readonly sample: SystemSample }
  /** The screen is about other folders from now on. */
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'report-started'; readonly run: number; readonly number: MenuNumber; readonly title: string }
  /** How it stands with an item that is under way. */
  | { readonly kind: 'report-note'; readonly run: number; readonly text: string }
  | {
      readonly kind: 'report';
      /** Tells the runs of one item apart. */
      readonly run: number;
      readonly number: MenuNumber;
      readonly title: string;
      readonly rows: ReportRows;
      readonly elapsedMs: number;
      readonly ok: boolean;
    }
  /** What is looked at; undefined: nothing any more. */
  | { readonly kind: 'preview'; readonly preview: Preview | undefined }
  | { readonly kind: 'paused'; readonly paused: boolean }
  /** New work waits from now on, and for what; undefined: no more. */
  | { readonly kind: 'gate'; readonly waitsFor: string | undefined }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly source: string;
      readonly text: string;
      readonly at: number;
      /** Also told at the foot of the screen, as errors are. */
      readonly told?: boolean;
    };

export type LogLevel = 'info' | 'warning' | 'error';
