/**
 * The journal of removals. A row of `journal_actions` is written and synced before its file is touched and says all that
 * undoing it needs. Paths are bytes; dev, ino and times are decimal text, since they may need all 64 bits.
 */
export const journalTables = `
CREATE TABLE journal_runs (
  run TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('apply', 'undo')),
  undoes TEXT,
  started_at INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  pid_started TEXT NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE journal_actions (
  run TEXT NOT NULL REFERENCES journal_runs (run),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  victim BLOB NOT NULL,
  survivor BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  detail TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;
`;
