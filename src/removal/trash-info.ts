/** The `.trashinfo` file of the freedesktop.org trash specification 1.0, and names in a trash folder. */
import { type BytePath, toBytes } from '../base/byte-path.ts';

/**
 * @param path absolute in the home trash; relative to the top folder of its mount in a trash there
 * @param deletedAt written in local time, as the specification asks
 */
export function trashInfo(path: BytePath, deletedAt: Date): string {
  return `[Trash Info]\nPath=${percentEncode(path)}\nDeletionDate=${localTime(deletedAt)}\n`;
}

/** RFC 2396, section 2: bytes, of which unreserved characters and the slash stand for themselves. */
function percentEncode(path: BytePath): string {
  return path.replace(/[^A-Za-z0-9\-_.!~*'()/]/g, (byte) => {
    return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

function localTime(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const infoSuffix = '.trashinfo';
const nameMax = 255 - infoSuffix.length - '.12345678'.length;

/** `photo.jpg`, then `photo.2.jpg`, …; never longer than a folder entry may be with its suffix (bytes). */
export function trashName(name: BytePath, attempt: number): BytePath {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : name.slice(stem.length).slice(0, 20);
  const room = nameMax - extension.length;
  const kept = stem.length > room ? cutCharacters(stem as BytePath, room) : stem;
  if (attempt === 0 && kept === stem && extension === name.slice(stem.length)) return name;
  // A few numbers are pleasant to read; thousands of equal names must not be tried one by one.
  const mark = attempt < 10 ? attempt + 1 : Math.floor(Math.random() * 1e8);
  return `${kept}${attempt === 0 ? '' : `.${mark}`}${extension}` as BytePath;
}

/** Cuts to at most `bytes` without splitting a UTF-8 character. */
function cutCharacters(name: BytePath, bytes: number): string {
  const all = toBytes(name);
  let end = Math.min(bytes, all.length);
  while (end > 0 && ((all[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return name.slice(0, end);
}

export function infoNameOf(name: BytePath): BytePath {
  return `${name}${infoSuffix}` as BytePath;
}

export function nameOfInfo(info: BytePath): BytePath {
  return (info.endsWith(infoSuffix) ? info.slice(0, -infoSuffix.length) : info) as BytePath;
}
