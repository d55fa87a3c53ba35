import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  baseName,
  dirName,
  fromBytes,
  fromJson,
  fromText,
  joinPath,
  toBytes,
  toFs,
  toJson,
  toText,
} from '../../src/base/byte-path.ts';

const names = fc.uint8Array({ min: 1, max: 255, minLength: 1, maxLength: 40 });

describe('a path of bytes', () => {
  test('keeps every byte on the way to the file system and back', () => {
    fc.assert(
      fc.property(names, (bytes) => {
        const path = fromBytes(bytes);
        expect(toBytes(path)).toEqual(Buffer.from(bytes));
        const forFs = toFs(path);
        expect(Buffer.isBuffer(forFs) ? forFs : Buffer.from(forFs, 'utf8')).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('keeps every byte through JSON, with base64 only where the text cannot say them', () => {
    fc.assert(
      fc.property(names, (bytes) => {
        const path = fromBytes(bytes);
        expect(fromJson(JSON.parse(JSON.stringify(toJson(path))))).toBe(path);
      }),
    );
    expect(toJson(fromText('Grüße'))).toEqual({ path: 'Grüße' });
    expect(toJson(fromBytes(Buffer.from([0x66, 0xff]))).pathBase64).toBe('Zv8=');
  });

  test('is shown decoded, with nothing in it that could drive a terminal', () => {
    fc.assert(
      fc.property(names, (bytes) => {
        expect(toText(fromBytes(bytes))).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
    expect(toText(fromText('Grüße 写真.jpg'))).toBe('Grüße 写真.jpg');
    expect(toText(fromText('a\u001b[2Jb\nc\u202ed'))).toBe('a\\e[2Jb\\nc\\u{202e}d');
  });
});

test.each([
  ['/a/b', '/a', 'b'],
  ['/a', '/', 'a'],
  ['a', '.', 'a'],
  ['a/b/', 'a', 'b'],
  ['a/b', 'a', 'b'],
])('%s stands in %s as %s', (path, folder, name) => {
  expect(dirName(fromText(path))).toBe(folder);
  expect(baseName(fromText(path))).toBe(name);
});

test('joins with one slash', () => {
  expect(joinPath(fromText('/'), 'a')).toBe('/a');
  expect(joinPath(fromText('/a'), 'b')).toBe('/a/b');
});
