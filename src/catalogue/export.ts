/** What the catalogue knows of content, as plain rows: for DuckDB, Spark or a script, also over several machines. */
import type { DatabaseSync } from 'node:sqlite';
import { fromBytes, toJson } from '../base/byte-path.ts';
import { filesIn, isSame } from '../base/file-state.ts';
import { digestBytes } from '../duplicates/digest-bytes.ts';
import { type AlgorithmName, algorithmNames } from '../duplicates/types.ts';
import { recordsIn } from './file-record.ts';
import { soundFiles, unsigned } from './hashes.ts';

/** A file whose content is known. `path` is text as the file system has it; times are milliseconds since the epoch. */
export interface KnownContent {
  /** How it came to be known. */
  readonly source: 'download' | 'scan';
  readonly path: string;
  /** The bytes of the path in base64, where they are not valid UTF-8. */
  readonly pathBase64: string | null;
  readonly bytes: number;
  /** Hex. */
  readonly hash: string;
  readonly algorithm: AlgorithmName;
  readonly finalUrl: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly arrivedAt: number | null;
}

/** One at a time, for a catalogue may hold millions: downloads in order of arrival, then scanned files by folder. */
export function* knownContents(database: DatabaseSync): Generator<KnownContent> {
  yield* downloads(database);
  yield* scannedFiles(database);
}

function* downloads(database: DatabaseSync): Generator<KnownContent> {
  const rows = database
    .prepare(
      'SELECT path, bytes, hash, final_url, etag, last_modified, arrived_at FROM downloads ORDER BY arrived_at, path',
    )
    .iterate();
  for (const row of rows) {
    yield {
      source: 'download',
      path: String(row.path),
      pathBase64: null,
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

/** Those that are still what they were; names are looked up in their folder, for the catalogue keeps none. */
function* scannedFiles(database: DatabaseSync): Generator<KnownContent> {
  const rows = database.prepare(
    `SELECT dev, algorithm, files, checksum, path FROM folder_hashes JOIN folder_paths USING (dev, ino) ORDER BY path, algorithm`,
  );
  rows.setReadBigInts(true);
  for (const row of rows.iterate()) {
    const { dev, algorithm: name, path } = row;
    const files = soundFiles(row);
    const algorithm = algorithmNames.find((known) => known === name);
    if (algorithm === undefined || typeof dev !== 'bigint') continue;
    if (files === undefined || !(path instanceof Uint8Array)) continue;
    const present = new Map(filesIn(fromBytes(path)).map((file) => [file.ino, file]));
    for (const { hash, ...record } of recordsIn(files, digestBytes[algorithm])) {
      const file = present.get(record.ino);
      if (hash === undefined || file === undefined || !isSame(file, { ...record, dev: unsigned(dev) })) continue;
      const { path: text, pathBase64 = null } = toJson(file.path);
      yield { ...fromScan, path: text, pathBase64, bytes: file.size, hash, algorithm };
    }
  }
}

const fromScan = { source: 'scan', finalUrl: null, etag: null, lastModified: null, arrivedAt: null } as const;
