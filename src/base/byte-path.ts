/**
 * File names are bytes, not text (POSIX.1-2024, 3.148 Filename). A {@link BytePath} holds one character a byte (latin1),
 * which is lossless, compact in V8 and costs nothing to compare or to cut. This module alone converts: to bytes for the
 * file system, to safe text for people, to JSON for programs. Nothing else prints a path.
 */
import { isUtf8 } from 'node:buffer';
import { makeVisible } from './visible.ts';

declare const bytePathBrand: unique symbol;

/** A path whose every character stands for one byte, 0x01 to 0xff. */
export type BytePath = string & { readonly [bytePathBrand]: true };

/** The path as JSON carries it: text, and the bytes beside it where the text could not say them all. */
export interface JsonPath {
  readonly path: string;
  /** The bytes in base64; only where they are not valid UTF-8. */
  readonly pathBase64?: string;
}

const asciiOnly = /^[\x01-\x7f]*$/;

export function fromBytes(bytes: Uint8Array): BytePath {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') as BytePath;
}

/** From text as programs hold it: URLs, flags, JSON. Encoded as UTF-8. */
export function fromText(text: string): BytePath {
  return (asciiOnly.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')) as BytePath;
}

export function fromJson(json: JsonPath): BytePath {
  return json.pathBase64 === undefined ? fromText(json.path) : fromBytes(Buffer.from(json.pathBase64, 'base64'));
}

/** What every call of node:fs takes: the plain string where it is ASCII (the cheap way), the exact bytes elsewhere. */
export function toFs(path: BytePath): string | Buffer {
  return asciiOnly.test(path) ? path : Buffer.from(path, 'latin1');
}

export function toBytes(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** Text for people: UTF-8 decoded; control characters, escape sequences, newlines and bidi marks made visible. */
export function toText(path: BytePath): string {
  return makeVisible(asciiOnly.test(path) ? path : Buffer.from(path, 'latin1').toString('utf8'));
}

export function toJson(path: BytePath): JsonPath {
  if (asciiOnly.test(path)) return { path };
  const bytes = toBytes(path);
  const text = bytes.toString('utf8');
  return isUtf8(bytes) ? { path: text } : { path: text, pathBase64: bytes.toString('base64') };
}

export function joinPath(folder: BytePath, name: BytePath | string): BytePath {
  return (folder.endsWith('/') ? folder + name : `${folder}/${name}`) as BytePath;
}

export function baseName(path: BytePath): BytePath {
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end) as BytePath;
}

/** The parent folder: `.` for a bare name, `/` for what stands in the root. */
export function dirName(path: BytePath): BytePath {
  const slash = path.lastIndexOf('/', path.length > 1 && path.endsWith('/') ? path.length - 2 : path.length);
  return (slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)) as BytePath;
}
