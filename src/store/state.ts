import type { Preview } from '../preview/types.ts';
import { DownloadTable } from './downloads.ts';
import { DuplicateTable } from './duplicates/duplicate-table.ts';
import { LogTable } from './log.ts';
import { type MachineState, unknownMachine } from './machine.ts';
import { idleRemoval, type Notice, type RemovalState } from './removal.ts';
import type { ReportState } from './report.ts';
import { idleScan, type ScanState } from './scan.ts';

/**
 * All that the screen shows and that is not the screen's own (focus, cursors, dialogs). The record and its small parts
 * are never changed in place; the three tables are, and tell it by their `revision`.
 */
export interface State {
  readonly downloads: DownloadTable;
  readonly duplicates: DuplicateTable;
  readonly log: LogTable;
  readonly scan: ScanState;
  readonly removal: RemovalState;
  readonly machine: MachineState;
  readonly paused: boolean;
  /** What new work waits for, in words. */
  readonly waitsFor: string | undefined;
  /** The folders this is about, once they were changed. */
  readonly folder: string | undefined;
  readonly report: ReportState | undefined;
  readonly preview: Preview | undefined;
  /** What was worth telling last, with the time: shown for some seconds. */
  readonly notice: Notice | undefined;
}

export function initialState(): State {
  return {
    downloads: new DownloadTable(),
    duplicates: new DuplicateTable(),
    log: new LogTable(),
    scan: idleScan,
    removal: idleRemoval,
    machine: unknownMachine,
    paused: false,
    waitsFor: undefined,
    folder: undefined,
    report: undefined,
    preview: undefined,
    notice: undefined,
  };
}
