/** What a file carries besides its bytes, taken before its inode goes, so that undo can give it back. */
import { fchmodSync, fchownSync, fstatSync, futimesSync } from 'node:fs';
import { type BytePath, toBytes } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { libc } from '../base/libc.ts';
import type { Folder } from './folder.ts';
import type { Look } from './look.ts';

export interface Metadata {
  /** Permission bits with set-user-ID, set-group-ID and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly atimeNs: bigint;
  readonly mtimeNs: bigint;
  /** Name and value in base64; ACLs are among them. Undefined where this system gives no access to them. */
  readonly attributes: readonly (readonly [name: string, value: string])[] | undefined;
}

interface OpenSpot {
  readonly folder: Folder;
  readonly name: BytePath;
}

/** @throws where an attribute is there and cannot be read: it could not be given back either */
export function captureMetadata(spot: OpenSpot, { mode, uid, gid, atimeNs, stamp }: Look): Metadata {
  return {
    mode: mode & 0o7777,
    uid,
    gid,
    atimeNs,
    mtimeNs: stamp.mtimeNs,
    attributes: captureAttributes(spot),
  };
}

function captureAttributes({ folder, name }: OpenSpot): Metadata['attributes'] {
  const calls = libc();
  if (calls === undefined) return undefined;
  let names: readonly string[];
  try {
    names = calls.attributeNamesIn(folder.handle, toBytes(name)) ?? calls.attributeNames(folder.at(name));
  } catch {
    return []; // A file system that has none (ENOTSUP).
  }
  return names.map((attribute) => [attribute, calls.attribute(folder.at(name), attribute).toString('base64')] as const);
}

const isAcl = ([name]: readonly [name: string, value: string]): boolean => name.startsWith('system.posix_acl_');

/**
 * Gives a new file what the old one had. The order matters: chown clears set-user-ID and capabilities, whoever is not root
 * sets attributes only while the file may be written (xattr(7)), chmod rewrites an ACL's mask, and every step moves times.
 * @returns what could not be given back, in words; empty where all was
 */
export function applyMetadata(fd: number, metadata: Metadata): readonly string[] {
  const missed: string[] = [];
  const attempt = (what: string, step: () => void) => {
    try {
      step();
    } catch (error) {
      missed.push(`${what}: ${reasonOf(error)}`);
    }
  };
  const now = fstatSync(fd);
  if (now.uid !== metadata.uid || now.gid !== metadata.gid) {
    attempt('owner', () => fchownSync(fd, metadata.uid, metadata.gid));
  }
  const { attributes = [] } = metadata;
  const giveBack = ([name, value]: readonly [name: string, value: string]) =>
    attempt(`attribute ${name}`, () => libc()?.setAttribute(fd, name, Buffer.from(value, 'base64')));
  if (metadata.attributes === undefined) missed.push('extended attributes: not supported on this system');
  for (const attribute of attributes) if (!isAcl(attribute)) giveBack(attribute);
  attempt('mode', () => fchmodSync(fd, metadata.mode));
  for (const attribute of attributes) if (isAcl(attribute)) giveBack(attribute);
  attempt('times', () => setTimes(fd, metadata));
  return missed;
}

function setTimes(fd: number, { atimeNs, mtimeNs }: Metadata): void {
  const calls = libc();
  if (calls !== undefined) calls.setTimes(fd, atimeNs, mtimeNs);
  else futimesSync(fd, Number(atimeNs) / 1e9, Number(mtimeNs) / 1e9); // A double holds a fifth of a microsecond.
}
