/**
 * The journal of removals. A row of `journal_actions` is written and synced before its file is touched; `intent` says all
 * that undoing it needs.
 */
export const journalTables = `
CREATE TABLE journal_runs (
  run TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('apply', 'undo')),
  started_at INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE journal_actions (
  run TEXT NOT NULL REFERENCES journal_runs (run),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intended', 'done', 'skipped', 'failed', 'undone')),
  intent TEXT NOT NULL,
  digest TEXT,
  reason TEXT,
  PRIMARY KEY (run, seq)
) STRICT;
CREATE INDEX journal_open_actions ON journal_actions (run) WHERE state = 'intended';
`;
