import type { BigIntStats } from 'node:fs';
import { type FileHandle, opendir } from 'node:fs/promises';
import { type BytePath, toFs } from '../base/byte-path.ts';
import { reasonOf } from '../base/errors.ts';
import { formatOf, magicBytes } from './formats.ts';
import { openToLook, readAt } from './open.ts';
import { lookAtPicture } from './picture.ts';
import { encodingOf, toLines } from './text.ts';
import type { Content, FilePreview, Room } from './types.ts';

/** Read of a text, however large it is. */
const headBytes = 64 * 1024;
/** Of anything else that is no picture: as many as somebody scrolls through. */
const hexBytes = 4 * 1024;
const mostLines = 2000;
const mostEntries = 10_000;

/** One file, or whatever stands at that path: its facts and its head. Never throws for what a path can be. */
export async function lookAt(path: BytePath, room: Room): Promise<FilePreview> {
  const nothing = { path, size: undefined, changed: undefined, mode: undefined };
  try {
    const opened = await openToLook(path);
    const facts = { path, ...factsOf(opened.stat) };
    switch (opened.kind) {
      case 'folder':
        return { ...facts, size: undefined, content: { kind: 'folder', entries: await countEntries(path) } };
      case 'special':
        return { ...facts, size: undefined, content: { kind: 'special', what: opened.what } };
      case 'file':
        try {
          return { ...facts, content: await contentOf(opened.handle, facts.size, room) };
        } finally {
          await opened.handle.close();
        }
    }
  } catch (error) {
    return { ...nothing, content: { kind: 'unreadable', reason: reasonOf(error) } };
  }
}

async function contentOf(handle: FileHandle, size: number, room: Room): Promise<Content> {
  const magic = await readAt(handle, 0, magicBytes);
  if (magic.length === 0) return { kind: 'empty' };
  const format = formatOf(magic);
  if (format?.picture === true) return lookAtPicture(handle, format.name, room);
  const head = await readAt(handle, 0, headBytes);
  const encoding = format === undefined ? encodingOf(head, size > head.length) : undefined;
  if (encoding === undefined)
    return { kind: 'binary', format: format?.name ?? 'binary data', head: head.slice(0, hexBytes) };
  const lines = toLines(head, encoding);
  const whole = size <= head.length && lines.length <= mostLines;
  return { kind: 'text', format: textFormat(lines[0] ?? '', encoding), lines: lines.slice(0, mostLines), whole };
}

function textFormat(firstLine: string, encoding: string): string {
  const script = /^#!\s*\S*\/(?:env\s+)?(\w+)/.exec(firstLine)?.[1];
  const kind = script === undefined ? (/^\s*<(\?xml|svg)\b/.test(firstLine) ? 'XML' : 'text') : `${script} script`;
  return `${kind}, ${encoding}`;
}

async function countEntries(path: BytePath): Promise<number | undefined> {
  let count = 0;
  for await (const _ of await opendir(toFs(path))) {
    count += 1;
    if (count > mostEntries) return undefined;
  }
  return count;
}

function factsOf(stat: BigIntStats): { readonly size: number; readonly changed: number; readonly mode: string } {
  return { size: Number(stat.size), changed: Number(stat.mtimeNs / 1_000_000n), mode: modeText(Number(stat.mode)) };
}

/** As ls(1) writes permissions, without the kind. */
function modeText(mode: number): string {
  const letters = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  const special = (bit: number, at: number, on: string): void => {
    if ((mode & bit) !== 0) letters[at] = letters[at] === '-' ? on.toUpperCase() : on;
  };
  special(0o4000, 2, 's');
  special(0o2000, 5, 's');
  special(0o1000, 8, 't');
  return letters.join('');
}
