/** A small tree of files that tests can build, look at as a whole, and change behind the program's back. */
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type BytePath, dirName, fromBytes, fromText, joinPath, toFs } from '../../src/base/byte-path.ts';
import { libc } from '../../src/base/libc.ts';
import { readContent } from './groups.ts';

export interface FileSpec {
  readonly folder: number;
  readonly content: number;
  readonly mode: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly attribute: boolean;
  /** Index of an earlier file of which this is a further name. */
  readonly linkTo: number | undefined;
}

const folders = ['a', 'b', 'b/c'];
/** Names that break programs: bytes that are no text, a newline, an escape sequence, spaces. */
const oddNames = ['plain', 'with space', 'new\nline', '\u001b[31mred', '\xff\xfe', 'ümlaut', '-rf', '%41'];
/** Of one length in pairs, so that only the bytes tell them apart. */
const contents = ['first content', 'FIRST content', 'another, longer content', 'another, LONGER content', ''];

export function buildWorld(tree: BytePath, files: readonly FileSpec[]): readonly BytePath[] {
  for (const folder of folders) mkdirSync(toFs(joinPath(tree, folder)));
  const paths: BytePath[] = [];
  for (const [index, spec] of files.entries()) {
    const name = `${oddNames[index % oddNames.length]}.${index}` as BytePath;
    const path = joinPath(joinPath(tree, folders[spec.folder] ?? 'a'), name);
    paths.push(path);
    const linked = spec.linkTo === undefined ? undefined : paths[spec.linkTo % index];
    if (linked !== undefined) linkSync(toFs(linked), toFs(path));
    else writeFile(path, spec);
  }
  return paths;
}

function writeFile(path: BytePath, { content, mode, mtime, attribute }: FileSpec): void {
  writeFileSync(toFs(path), contents[content] ?? '');
  const fd = openSync(toFs(path), 'r');
  if (attribute) libc()?.setAttribute(fd, 'user.forkful.test', Buffer.from(`value of ${mtime}`));
  closeSync(fd);
  chmodSync(toFs(path), mode);
  utimesSync(toFs(path), mtime - 5, mtime);
}

/** Every distinct content below a folder, however its file is called; the notes of the trash are no content of anybody. */
export function contentsBelow(folder: BytePath): Set<string> {
  const files = entriesBelow(folder).filter(({ path, kind }) => kind === 'file' && !path.endsWith('.trashinfo'));
  return new Set(files.map(({ path }) => readContent(path)));
}

/** Files under names that forkful has given: in the trash, or beside a victim. */
export function privateNames(folder: BytePath): readonly BytePath[] {
  const isPrivate = (path: BytePath) => path.includes('/.forkful-') || path.includes('/trash/files/');
  return entriesBelow(folder).flatMap(({ path, kind }) => (kind !== 'folder' && isPrivate(path) ? [path] : []));
}

/** All that undo has to give back: names, kinds, bytes, modes, times, attributes, and which names are one file. */
export function snapshot(tree: BytePath): readonly string[] {
  const firstName = new Map<bigint, BytePath>();
  return entriesBelow(tree).map(({ path, kind }) => {
    if (kind === 'folder') return `${path} folder`;
    if (kind === 'link') return `${path} -> ${readlinkSync(toFs(path))}`;
    const stat = lstatSync(toFs(path), { bigint: true });
    const first = firstName.get(stat.ino) ?? path;
    firstName.set(stat.ino, first);
    const attributes = libc()?.attributeNames(toFs(path)) ?? [];
    const values = attributes.map((name) => `${name}=${libc()?.attribute(toFs(path), name).toString('base64')}`);
    const { mode, uid, gid, atimeNs, mtimeNs } = stat;
    return [path, readContent(path), mode, uid, gid, atimeNs, mtimeNs, values, `as ${first}`].join(' ');
  });
}

interface Entry {
  readonly path: BytePath;
  readonly kind: 'file' | 'folder' | 'link';
}

function entriesBelow(folder: BytePath): readonly Entry[] {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch {
    return [];
  }
  return entries
    .toSorted((a, b) => Buffer.compare(a.name, b.name))
    .flatMap((entry) => {
      const path = joinPath(folder, fromBytes(entry.name));
      if (entry.isDirectory()) return [{ path, kind: 'folder' } as const, ...entriesBelow(path)];
      return [{ path, kind: entry.isFile() ? 'file' : 'link' } as const];
    });
}

function list(folder: BytePath) {
  return readdirSync(toFs(folder), { withFileTypes: true, encoding: 'buffer' });
}

export const changeNames = [
  'rewrite, times put back',
  'rewrite',
  'append',
  'truncate',
  'replace by another file',
  'replace by an equal file',
  'swap with another file',
  'unlink',
  'rename',
  'symlink to nowhere',
  'symlink to its own content',
  'folder renamed',
  'folder swapped for a link',
  'permission lost',
  'touch',
  'rewrite with its own beginning',
  'replace by an empty file',
  'replace by its own beginning',
  'link elsewhere',
] as const;
export type ChangeName = (typeof changeNames)[number];

let serial = 0;

/** Does to a file what any other program might do at that moment; a file that is not there is let alone. */
export function change(name: ChangeName, path: BytePath, other: BytePath): void {
  serial += 1;
  const fresh = `${path}.${serial}` as BytePath;
  try {
    changes[name](path, fresh, other);
  } catch {
    // Not there (any more), or held back by the system: nothing changed.
  }
}

type Change = (path: BytePath, fresh: BytePath, other: BytePath) => void;

const changes: Readonly<Record<ChangeName, Change>> = {
  'rewrite, times put back': (path) => {
    const { atimeNs, mtimeNs } = lstatSync(toFs(path), { bigint: true });
    const fd = openNow(path, constants.O_WRONLY);
    writeSync(fd, `changed${serial}`.slice(0, Number(fstatSync(fd).size)));
    libc()?.setTimes(fd, atimeNs, mtimeNs);
    closeSync(fd);
  },
  rewrite: (path) => write(path, constants.O_WRONLY | constants.O_TRUNC, `new content ${serial}`),
  append: (path) => write(path, constants.O_WRONLY | constants.O_APPEND, '+'),
  truncate: (path) => write(path, constants.O_WRONLY | constants.O_TRUNC, ''),
  'replace by another file': (path, fresh) => {
    writeFileSync(toFs(fresh), `other file ${serial}`, { flag: 'wx' });
    moveOver(fresh, path);
  },
  'replace by an equal file': (path, fresh) => {
    writeFileSync(toFs(fresh), readContent(path), { flag: 'wx', encoding: 'latin1' });
    moveOver(fresh, path);
  },
  'swap with another file': (path, _, other) => libc()?.rename(toFs(path), toFs(other), 'exchange'),
  unlink: (path) => unlinkSync(toFs(path)),
  rename: (path, fresh) => renameSync(toFs(path), toFs(fresh)),
  'symlink to nowhere': (path) => {
    unlinkSync(toFs(path));
    symlinkSync('nowhere', toFs(path));
  },
  'symlink to its own content': (path, fresh) => {
    renameSync(toFs(path), toFs(fresh));
    symlinkSync(toFs(fresh), toFs(path));
  },
  'folder renamed': (path) => renameSync(toFs(dirName(path)), toFs(`${dirName(path)}.${serial}` as BytePath)),
  'folder swapped for a link': (path) => {
    const moved = `${dirName(path)}.${serial}` as BytePath;
    renameSync(toFs(dirName(path)), toFs(moved));
    symlinkSync(toFs(moved), toFs(dirName(path)));
  },
  // The test itself must still be able to read what it watches over: only root can with no permission at all.
  'permission lost': (path) => chmodSync(toFs(path), process.getuid?.() === 0 ? 0 : 0o400),
  touch: (path) => utimesSync(toFs(path), 1, 1),
  'rewrite with its own beginning': (path) =>
    write(path, constants.O_WRONLY | constants.O_TRUNC, beginning(readContent(path))),
  'replace by an empty file': (path, fresh) => {
    writeFileSync(toFs(fresh), '', { flag: 'wx' });
    moveOver(fresh, path);
  },
  'replace by its own beginning': (path, fresh) => {
    writeFileSync(toFs(fresh), beginning(readContent(path)), { flag: 'wx', encoding: 'latin1' });
    moveOver(fresh, path);
  },
  'link elsewhere': (path, fresh) => linkSync(toFs(path), toFs(fresh)),
};

function beginning(content: string): string {
  return content.slice(0, Math.ceil(content.length / 2));
}

/** Only over what is there: a change must not make files where the program has just taken one away. */
function moveOver(from: BytePath, to: BytePath): void {
  lstatSync(toFs(to));
  renameSync(toFs(from), toFs(to));
}

function write(path: BytePath, flags: number, text: string): void {
  const fd = openNow(path, flags);
  writeSync(fd, text);
  closeSync(fd);
}

/** A lease makes other programs wait; here, where both are one process, it answers EWOULDBLOCK instead. */
function openNow(path: BytePath, flags: number): number {
  return openSync(toFs(path), flags | constants.O_NONBLOCK | constants.O_NOFOLLOW);
}

export function bytePath(text: string): BytePath {
  return fromText(text);
}
