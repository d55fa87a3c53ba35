/**
 * Groups from a report of any age. Nothing in it is believed but that these paths once were equal: every file is looked
 * at, hashed and grouped anew, and removal compares bytes as it always does.
 */
import { lstatSync } from 'node:fs';
import { absolute } from '../base/absolute.ts';
import { type BytePath, fromJson, toFs } from '../base/byte-path.ts';
import { Failure, reasonOf } from '../base/errors.ts';
import { hashFile } from '../duplicates/hash-file.ts';
import type { DuplicateGroup, ScannedFile } from '../duplicates/types.ts';
import { inodeKey, sameStamp, stampOf } from './stamp.ts';

export interface Regrouped {
  readonly groups: readonly DuplicateGroup[];
  /** Paths of the report that no longer lead to a file that can be read. */
  readonly missing: readonly { readonly path: BytePath; readonly reason: string }[];
  /** Files that are there and have the content of no other of their group. */
  readonly unlike: readonly BytePath[];
}

/**
 * @returns the paths of each group, links included
 * @throws Failure where this is no report of `scan --format json`
 */
export function pathsOfReport(text: string): readonly (readonly BytePath[])[] {
  const report = parse(text);
  const groups = field(report, 'groups');
  if (field(report, 'version') !== 1 || !Array.isArray(groups)) throw notAReport('version 1 with groups is expected');
  return groups.map((group: unknown) => {
    const files = field(group, 'files');
    if (!Array.isArray(files)) throw notAReport('a group has no files');
    return files.flatMap((file: unknown) => [pathOf(file), ...linksOf(file)]);
  });
}

export async function regroup(
  reported: readonly (readonly BytePath[])[],
  isReference: (path: BytePath) => boolean,
  signal: AbortSignal,
): Promise<Regrouped> {
  const groups: DuplicateGroup[] = [];
  const missing: { path: BytePath; reason: string }[] = [];
  const unlike: BytePath[] = [];
  // A path counts once, wherever a report repeats it.
  const seen = new Set<BytePath>();
  for (const paths of reported) {
    const files = new Map<string, ScannedFile>();
    for (const given of paths) {
      const path = absolute(given);
      if (seen.has(path)) continue;
      seen.add(path);
      const found = look(path, files.size, isReference(path));
      if (typeof found === 'string') missing.push({ path, reason: found });
      else files.set(inodeKey(found), withName(files.get(inodeKey(found)), found));
    }
    const before = missing.length;
    const equal = await groupByContent([...files.values()], missing, signal);
    groups.push(...equal);
    const known = new Set([...equal.flatMap((group) => group.files), ...missing.slice(before)].map(({ path }) => path));
    for (const { path } of files.values()) if (!known.has(path)) unlike.push(path);
  }
  return { groups, missing, unlike };
}

function look(path: BytePath, root: number, reference: boolean): ScannedFile | string {
  try {
    const stat = lstatSync(toFs(path), { bigint: true });
    // The order of the report is the order of --keep first.
    return stat.isFile() ? { path, ...stampOf(stat), reference, links: [], root } : 'no regular file now';
  } catch (error) {
    return reasonOf(error);
  }
}

function withName(known: ScannedFile | undefined, found: ScannedFile): ScannedFile {
  if (known === undefined) return found;
  return { ...known, links: [...known.links, found.path], reference: known.reference || found.reference };
}

async function groupByContent(
  files: readonly ScannedFile[],
  missing: { path: BytePath; reason: string }[],
  signal: AbortSignal,
): Promise<readonly DuplicateGroup[]> {
  const groups: DuplicateGroup[] = [];
  for (const [size, equal] of Map.groupBy(files, (file) => file.size)) {
    if (equal.length < 2) continue;
    const byHash = new Map<string, ScannedFile[]>();
    for (const file of equal) {
      try {
        const hash = await hashFile(file.path, 'xxh3-128', signal);
        if (!sameStamp(file, stampOf(lstatSync(toFs(file.path), { bigint: true })))) throw new Error('it changes now');
        byHash.set(hash, [...(byHash.get(hash) ?? []), file]);
      } catch (error) {
        signal.throwIfAborted();
        missing.push({ path: file.path, reason: reasonOf(error) });
      }
    }
    for (const [hash, members] of byHash) if (members.length > 1) groups.push({ size, hash, files: members });
  }
  return groups;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAReport(reasonOf(error));
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function pathOf(file: unknown): BytePath {
  const path = field(file, 'path');
  const bytes = field(file, 'pathBase64');
  if (typeof path !== 'string') throw notAReport('a file has no path');
  return fromJson(typeof bytes === 'string' ? { path, pathBase64: bytes } : { path });
}

function linksOf(file: unknown): readonly BytePath[] {
  const links = field(file, 'links');
  const bytes = field(file, 'linksBase64');
  if (!Array.isArray(links)) return [];
  return links.map((path: unknown, index) =>
    pathOf({ path, pathBase64: Array.isArray(bytes) ? bytes[index] : undefined }),
  );
}

function notAReport(why: string): Failure {
  return new Failure(`this is no report of forkful scan --format json: ${why}`);
}
