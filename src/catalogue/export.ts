/** What the catalogue knows of content, as plain rows: for DuckDB, Spark or a script, also over several machines. */
import type { DatabaseSync } from 'node:sqlite';

/** A file that forkful downloaded. `path` is text as the file system has it; `arrivedAt` milliseconds since the epoch. */
export interface KnownContent {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly hash: string;
  readonly algorithm: 'xxh3-128';
  readonly finalUrl: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly arrivedAt: number;
}

/** In order of arrival, one at a time: a catalogue may hold millions. */
export function* knownContents(database: DatabaseSync): Generator<KnownContent> {
  const rows = database
    .prepare(
      'SELECT path, bytes, hash, final_url, etag, last_modified, arrived_at FROM downloads ORDER BY arrived_at, path',
    )
    .iterate();
  for (const row of rows) {
    yield {
      path: String(row.path),
      bytes: Number(row.bytes),
      hash: String(row.hash),
      algorithm: 'xxh3-128',
      finalUrl: String(row.final_url),
      etag: row.etag === null ? null : String(row.etag),
      lastModified: row.last_modified === null ? null : String(row.last_modified),
      arrivedAt: Number(row.arrived_at),
    };
  }
}
