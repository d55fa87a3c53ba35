/**
 * The tables of the catalogue as a list of steps, oldest first. A file's `user_version` says how many it has had; opening
 * it runs the rest. A step that has been released is never changed: append another one.
 */
import { downloadRuns, downloadTables } from './download-tables.ts';
import { folderTables, hashChecksums, hashTables, numberedHashes } from './hash-tables.ts';
import { journalTables } from './journal-tables.ts';

export const schemaSteps: readonly string[] = [
  journalTables,
  downloadTables,
  hashTables,
  folderTables,
  hashChecksums,
  numberedHashes,
  downloadRuns,
];
