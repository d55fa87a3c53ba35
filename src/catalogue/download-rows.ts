/** Rows of the download tables (download-tables.ts), from and to what downloads work with. */
import { lstatSync } from 'node:fs';
import type { SQLOutputValue } from 'node:sqlite';
import { requestKey } from '../download/part-name.ts';
import type { Checkpoint } from '../download/protocol.ts';
import type { DownloadRequest } from '../download/types.ts';

/** A file that was downloaded. */
export interface KnownRow {
  readonly path: string;
  readonly identity: string;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

/** What {@link knownRow} is made of. */
export const knownColumns =
  'root, key, path, bytes, hash, dev, ino, mtime_ns, etag, last_modified, arrived_at, queued_at';

/** Key and request of the queue. */
export function queueRow(request: DownloadRequest, queuedAt: number): readonly [key: string, request: string] {
  return [requestKey(request), JSON.stringify({ ...request, queuedAt })];
}

export function knownRow(row: Readonly<Record<string, SQLOutputValue>>): KnownRow {
  const text = (column: string) => (row[column] === null ? undefined : String(row[column]));
  return {
    path: String(row.path),
    identity: [row.dev, row.ino, row.bytes, row.mtime_ns].join(':'),
    etag: text('etag'),
    lastModified: text('last_modified'),
  };
}

/** Whether it is there, as it was. */
export function isStill({ path, identity }: KnownRow): boolean {
  return identityAt(path) === identity;
}

/** Of the file that has this name now, as {@link KnownRow} has it; undefined where none has. */
export function identityAt(path: string): string | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() === true ? [stat.dev, stat.ino, stat.size, stat.mtimeNs].join(':') : undefined;
}

/** Written by ourselves; JSON leaves out what is undefined. */
export function requestFrom(text: string): DownloadRequest {
  const { url, out, dir, checksum, headers, source } = JSON.parse(text);
  return { url, out, dir, checksum, headers, source };
}

export function checkpointFrom(text: string): Checkpoint {
  const { ranges, total, validator, mark } = JSON.parse(text);
  return { ranges, total, validator: { etag: validator.etag, lastModified: validator.lastModified }, mark };
}
