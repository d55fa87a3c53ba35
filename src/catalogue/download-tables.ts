/**
 * Downloads: what is queued in which target folder (`root`), and what arrived. `key` tells the requests of a root apart:
 * URL, folder and name wished for. A file is known again by dev, ino, size and mtime; 64-bit numbers are decimal text.
 */
export const downloadTables = `
CREATE TABLE download_queue (
  root TEXT NOT NULL,
  key TEXT NOT NULL,
  request TEXT NOT NULL,
  checkpoint TEXT,
  UNIQUE (root, key)
) STRICT;
CREATE TABLE downloads (
  root TEXT NOT NULL,
  key TEXT NOT NULL,
  final_url TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,
  dev TEXT NOT NULL,
  ino TEXT NOT NULL,
  mtime_ns TEXT NOT NULL,
  arrived_at INTEGER NOT NULL,
  PRIMARY KEY (root, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX downloads_by_content ON downloads (hash, bytes);
`;

/**
 * `queued_at` says in which run a file arrived: when its first request was queued, milliseconds since the epoch, as in the
 * JSON of `request`. `given_up` marks what failed for good and is kept for what came of it: it interrupted nothing.
 */
export const downloadRuns = `
ALTER TABLE downloads ADD COLUMN queued_at INTEGER;
ALTER TABLE download_queue ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
`;
