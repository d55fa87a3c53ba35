/**
 * What the journal holds of an action, written before its file is touched: all that undo and the recovery after a crash
 * need. JSON; a path has one character a byte, and 64-bit numbers are decimal text.
 */
import type { BytePath } from '../base/byte-path.ts';
import { isFields, isIntentShaped } from './intent-shape.ts';
import type { Metadata } from './metadata.ts';
import type { Stamp } from './stamp.ts';
import type { ActionKind } from './types.ts';

export interface Place {
  /** Absolute. */
  readonly path: BytePath;
  readonly stamp: Stamp;
}

export interface TrashPlace {
  readonly path: BytePath;
  readonly topFolder: BytePath | undefined;
  readonly name: BytePath;
}

/** A folder, wherever it is mounted: the number of a disk may change, the moment at which a folder was made does not. */
export interface FolderRecord {
  readonly dev: bigint;
  readonly ino: bigint;
  /** Since the epoch, in ns; 0 where the file system does not keep it. */
  readonly bornNs: bigint;
}

interface CommonIntent {
  readonly victim: Place;
  /** Of the victim; a journal of before did not have it. */
  readonly folder?: FolderRecord | undefined;
  readonly survivor: Place;
  readonly bytes: number;
  /** As the scan knows it of the survivor, whose stamp must then still hold. */
  readonly digest?: string | undefined;
}

export interface TrashIntent extends CommonIntent {
  readonly kind: 'trash';
  readonly trash: TrashPlace;
}

/** The victim's inode goes; its content stays in the survivor. */
export interface DisplacingIntent extends CommonIntent {
  readonly kind: Exclude<ActionKind, 'trash'>;
  /** A private name in the victim's folder, under which it waits until all is checked. */
  readonly aside: BytePath;
  readonly metadata: Metadata;
}

export type RemovalIntent = TrashIntent | DisplacingIntent;

/** Takes one action back. */
export interface RestoreIntent {
  readonly kind: 'restore';
  readonly run: string;
  readonly seq: number;
  /** A private name in the victim's folder for the copy. */
  readonly aside: BytePath;
}

export type Intent = RemovalIntent | RestoreIntent;

/** Field by field: a replacer of JSON.stringify, called for every value, takes twice as long as all the rest. */
export function encodeIntent(intent: Intent): string {
  if (intent.kind === 'restore') return JSON.stringify(intent);
  const { victim, survivor, folder } = intent;
  const places = {
    victim: narrowPlace(victim),
    survivor: narrowPlace(survivor),
    folder: folder && narrowFolder(folder),
  };
  if (intent.kind === 'trash') return JSON.stringify({ ...intent, ...places });
  const { atimeNs, mtimeNs } = intent.metadata;
  const metadata = { ...intent.metadata, atimeNs: atimeNs.toString(), mtimeNs: mtimeNs.toString() };
  return JSON.stringify({ ...intent, ...places, metadata });
}

function narrowPlace({ path, stamp: { dev, ino, size, mtimeNs, ctimeNs } }: Place): object {
  const stamp = {
    dev: dev.toString(),
    ino: ino.toString(),
    size,
    mtimeNs: mtimeNs.toString(),
    ctimeNs: ctimeNs.toString(),
  };
  return { path, stamp };
}

function narrowFolder({ dev, ino, bornNs }: FolderRecord): object {
  return { dev: dev.toString(), ino: ino.toString(), bornNs: bornNs.toString() };
}

/** @throws DamagedIntent where the row is not of an action that removed something */
export function decodeRemoval(json: string): RemovalIntent {
  const intent = decodeIntent(json);
  if (intent.kind === 'restore') throw new DamagedIntent('it has an undo where a removal should be');
  return intent;
}

/** What {@link encodeIntent} has just said, to another thread of this process: no disk lay between, which could flip a bit. */
export function decodeOwnRemoval(json: string): RemovalIntent {
  return widened(JSON.parse(json)) as RemovalIntent;
}

/** @throws DamagedIntent where this is no intent */
export function decodeIntent(json: string): Intent {
  const intent = parse(json);
  if (!isIntentShaped(intent)) throw new DamagedIntent('it cannot be read');
  return widened(intent);
}

/** In place. */
function widened(intent: Readonly<Record<string, unknown>>): Intent {
  for (const place of [intent.victim, intent.survivor]) if (isFields(place)) widen(place.stamp, stampFields);
  widen(intent.folder, folderFields);
  widen(intent.metadata, metadataFields);
  return intent as object as Intent;
}

/** The journal no longer holds what was written into it. */
export class DamagedIntent extends Error {
  override readonly name = 'DamagedIntent';
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const stampFields = ['dev', 'ino', 'mtimeNs', 'ctimeNs'] as const;
const folderFields = ['dev', 'ino', 'bornNs'] as const;
const metadataFields = ['atimeNs', 'mtimeNs'] as const;

/** In place. */
function widen(record: unknown, fields: readonly string[]): void {
  if (!isFields(record)) return;
  const widened = record as Record<string, unknown>;
  for (const field of fields) {
    const value = widened[field];
    if (typeof value === 'string') widened[field] = BigInt(value);
  }
}

/** The second private name, for what takes the victim's place. */
export function replacementName(intent: { readonly aside: BytePath }): BytePath {
  return `${intent.aside}.new` as BytePath;
}

/** The third, for a copy written from the victim's descriptor: nothing else ever has that name. */
export function rescueName(intent: { readonly aside: BytePath }): BytePath {
  return `${intent.aside}.copy` as BytePath;
}

/** The fourth, for file systems on which two names cannot change places at once. */
export function spareName(aside: BytePath): BytePath {
  return `${aside}.old` as BytePath;
}
