/**
 * File names from foreign hands: always one safe component, never hidden, never longer than a file system takes
 * (CVE-2010-2252, CVE-2016-0754, CVE-2020-8177 are what comes of less).
 */
import { isUtf8 } from 'node:buffer';
import { parse } from 'content-disposition';
import { isPartName } from '../base/own-names.ts';
import { pathOf } from './url.ts';

/** NAME_MAX of Linux file systems, in bytes. */
const longestName = 255;
const longestExtension = 32;

// Controls, and what turns the reading direction or cannot be seen.
const invisible =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// Not allowed on FAT, exFAT, NTFS and SMB, where collections often live.
const unportable = /[<>:"|?*]/g;
const loneSurrogate = /\p{Surrogate}/gu;
// Reserved on Windows, with any extension.
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

// What most names are: nothing to clean, cut or decode.
const plain = /^\w[\w.-]{0,198}\w$/;

/** @returns one safe component, never the name of a part file; undefined where nothing of the name is left */
export function safeName(name: string): string | undefined {
  if (plain.test(name) && !device.test(name)) return notOurs(name);
  const component = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const clean = component
    .normalize('NFC')
    .replace(invisible, '')
    .replace(loneSurrogate, '_')
    .replace(unportable, '_')
    .replace(/^[\s.]+/, '')
    .replace(/[\s.]+$/, '')
    .replace(/^-/, '_');
  if (clean === '') return undefined;
  return notOurs(fitted(device.test(clean) ? `_${clean}` : clean, ''));
}

/** What has the name of a part file goes when that download begins: no server may give such a name. */
function notOurs(name: string): string {
  return isPartName(name) ? name.replace(/\.(?=part$)/i, '_') : name;
}

/** `photo.jpg` → `photo (2).jpg`, still within the limit. */
export function numberedName(name: string, number: number): string {
  return number === 0 ? name : fitted(name, ` (${number})`);
}

/** Puts `suffix` before the extension and cuts the stem until all fits. */
function fitted(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= longestExtension;
  const [stem, extension] = hasExtension ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return cut(stem, longestName - Buffer.byteLength(suffix) - Buffer.byteLength(extension)) + suffix + extension;
}

/** At most so many bytes of UTF-8, never half a character. */
export function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const whole = Buffer.from(text, 'utf8');
  let end = bytes;
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return whole
    .subarray(0, end)
    .toString('utf8')
    .replace(/[\s.]+$/, '');
}

/** The last segment of the path, decoded once; what a decoded %2f or %5c would separate becomes one name. */
export function nameOfUrl(url: string): string | undefined {
  const path = pathOf(url);
  const segment = path.slice(path.lastIndexOf('/') + 1);
  return safeName((segment.includes('%') ? percentDecoded(segment) : segment).replace(/[/\\]/g, '_'));
}

function percentDecoded(segment: string): string {
  const bytes = Buffer.from(
    segment.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

/** RFC 6266, with `filename*` of RFC 8187 before `filename`; many servers send raw UTF-8, read as such where it is. */
export function nameOfDisposition(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bytes = Buffer.from(header, 'latin1');
  try {
    const { parameters } = parse(isUtf8(bytes) ? bytes.toString('utf8') : header);
    const name = parameters.filename;
    return name === undefined ? undefined : safeName(name);
  } catch {
    // A header that cannot be read names nothing.
    return undefined;
  }
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/avif': '.avif',
  'image/heic': '.heic',
  'image/tiff': '.tif',
  'image/bmp': '.bmp',
  'image/svg+xml': '.svg',
  'application/pdf': '.pdf',
  'application/zip': '.zip',
  'application/gzip': '.gz',
  'application/json': '.json',
  'text/html': '.html',
  'text/plain': '.txt',
  'audio/mpeg': '.mp3',
  'audio/flac': '.flac',
  'audio/ogg': '.ogg',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
};

/** What {@link namelessName} begins with, another one each time. */
export const namelessPattern: RegExp = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** For a file without any name: a random UUID, with the usual extension of its content type. */
export function namelessName(uuid: string, contentType: string | undefined): string {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return uuid + (extensions[type] ?? '');
}
