import type { CommandName } from '../keymap/table.ts';
import type { PaneId } from '../layout.ts';
import type { Command } from '../model/app.ts';
import { details } from './details.ts';
import { downloadCommands, sortDownloadRows } from './downloads.ts';
import { duplicateCommands, foldDuplicates, sortDuplicates } from './duplicates.ts';
import { viewDuplicates } from './folders.ts';
import { generalCommands } from './general.ts';
import { sortLog } from './log.ts';
import { moveCommands } from './move.ts';
import { previewCommands } from './preview.ts';
import { foldProcesses, processCommands, sortProcesses, viewProcesses } from './processes.ts';

const sorts: Readonly<Record<PaneId, Command>> = {
  processes: sortProcesses,
  downloads: sortDownloadRows,
  duplicates: sortDuplicates,
  system: () => ({ say: 'System has no rows' }),
  log: sortLog,
};

/** What each row of the key table does; does not compile while one is missing. */
export const commands: Readonly<Record<CommandName, Command>> = {
  ...moveCommands,
  ...generalCommands,
  ...duplicateCommands,
  ...downloadCommands,
  ...processCommands,
  ...previewCommands,
  details,
  fold: (app) => (app.ui.focus === 'processes' ? foldProcesses : foldDuplicates).fold(app),
  unfold: (app) => (app.ui.focus === 'processes' ? foldProcesses : foldDuplicates).unfold(app),
  view: (app) => (app.ui.focus === 'processes' ? viewProcesses(app) : viewDuplicates(app)),
  sort: (app) => sorts[app.ui.focus](app),
};
