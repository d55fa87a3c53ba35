/**
 * From part file to file, without ever overwriting: link(2) refuses a taken name in one step, and follows no link that
 * lies there. The part name stays until the outcome has been recorded. A part file with two names therefore says "placed
 * already" to whoever finds it after a crash, if the second name is the one that it gets, so that no crash makes a file arrive twice.
 */
import { linkSync, lstatSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCode } from '../../base/errors.ts';
import { isPartName } from '../../base/own-names.ts';
import { makeVisible } from '../../base/visible.ts';
import { diskFailure, TransferFailure } from '../failure.ts';
import { namelessPattern, numberedName } from '../file-name.ts';
import type { FileIdentity } from '../protocol.ts';

export interface Placed {
  readonly path: string;
  /** The part name is still there, as a second name of the file. */
  readonly partLeft: boolean;
}

/** What has the part name is not what was written: another process has put its own file there. It stays as it is. */
export class PartReplaced extends TransferFailure {
  constructor(part: string) {
    super(`${makeVisible(part)} was replaced or taken away by another process meanwhile`, 'later');
  }
}

/** Where the search for a free number begins: 10,000 URLs of one name must not try 1, 2, 3, … each. */
const nextNumbers = new Map<string, number>();
const rememberedNames = 100_000;

/**
 * @param written what was written under the part name, still open: nothing else can have its inode
 * @throws TransferFailure, {@link PartReplaced} among them
 */
export function place(part: string, dir: string, name: string, written: FileIdentity): Placed {
  requireOurs(part, dir, written);
  const wanted = `${dir}/${name}`;
  let number = 0;
  for (;;) {
    const path = `${dir}/${numberedName(name, number)}`;
    try {
      const partLeft = putUnder(part, path);
      if (partLeft) verify(part, path, written);
      return { path, partLeft };
    } catch (error) {
      if (error instanceof PartReplaced) throw error;
      if (errorCode(error) !== 'EEXIST') throw diskFailure(error, dir);
    }
    if (isReserved(part, path)) {
      renameSync(part, path);
      return { path, partLeft: false };
    }
    number = number === 0 ? (nextNumbers.get(wanted) ?? 1) : number + 1;
    if (nextNumbers.size >= rememberedNames) nextNumbers.clear();
    nextNumbers.set(wanted, number + 1);
  }
}

function identityOf(path: string): Pick<FileIdentity, 'dev' | 'ino'> | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function isSame(one: ReturnType<typeof identityOf>, other: ReturnType<typeof identityOf>): boolean {
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

function requireOurs(part: string, dir: string, written: FileIdentity): void {
  const found = identityOf(part);
  if (isSame(found, written)) return;
  // Where the whole folder is gone, linking says so.
  if (found !== undefined || identityOf(dir) !== undefined) throw new PartReplaced(part);
}

/** Names are linked, not descriptors: another file may have got the part name since it was looked at. */
function verify(part: string, path: string, written: FileIdentity): void {
  const placed = identityOf(path);
  // Somebody may as well have taken the file that we placed already, or put another in its place.
  if (isSame(placed, written)) return;
  const left = identityOf(part);
  if (isSame(left, written)) return;
  if (isSame(placed, left)) unlinkSync(path);
  throw new PartReplaced(part);
}

const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS']);

/** Whether an earlier try was killed after it had reserved the name for this very file: it says so, and can say so only here. */
function isReserved(part: string, path: string): boolean {
  const mark = Buffer.from(basename(part));
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size !== mark.length || !readFileSync(path).equals(mark)) return false;
  try {
    linkSync(part, `${part}~`);
    unlinkSync(`${part}~`);
    return false;
  } catch (error) {
    return withoutLinks.has(errorCode(error));
  }
}

/** @returns whether the part name is left. @throws EEXIST where the name is taken */
function putUnder(part: string, path: string): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if (!withoutLinks.has(errorCode(error))) throw error;
  }
  // No hard links on this file system: reserve the name exclusively, then rename over the reservation.
  writeFileSync(path, basename(part), { flag: 'wx' });
  try {
    renameSync(part, path);
  } catch (error) {
    unlinkSync(path);
    throw error;
  }
  return false;
}

/**
 * Where an earlier try put this part file before it could say so; undefined where it did not. A second name alone says
 * nothing: whoever looks for files with the same content may have given it that. So it has to be a name that this file gets,
 * and the file as long as it should be. Rare, so looking at every name of the folder is fine.
 * @param name what the file would be called now
 * @param size its bytes, where the server says how many
 */
export function placedBefore(
  dir: string,
  partName: string,
  name: string,
  size: number | undefined,
): string | undefined {
  const stat = lstatSync(`${dir}/${partName}`, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.nlink < 2n) return undefined;
  if (size !== undefined && stat.size !== BigInt(size)) return undefined;
  const placed = readdirSync(dir).find(
    (candidate) => isNumbered(candidate, name) && isSame(identityOf(`${dir}/${candidate}`), stat),
  );
  return placed === undefined ? undefined : `${dir}/${placed}`;
}

/** Whether this is the name, or what it becomes where it is taken; no name of a part file is. */
function isNumbered(candidate: string, name: string): boolean {
  const [known, wanted] = [candidate, name].map((text) => text.replace(namelessPattern, '*'));
  if (known === undefined || wanted === undefined || isPartName(candidate)) return false;
  const numbers = [...known.matchAll(/ \((\d{1,15})\)/g)].map(([, digits]) => Number(digits));
  return [0, ...numbers].some((number) => numberedName(wanted, number) === known);
}

/** The outcome is recorded: the part name, by then a second name of the file, has done its work. */
export function dropPartName(part: string): void {
  try {
    unlinkSync(part);
  } catch (error) {
    // The whole folder may be gone by now.
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
  }
}
