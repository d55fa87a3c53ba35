import { describe, expect, test } from 'vitest';
import { mismatch, sniff } from '../../src/download/expect.ts';

/** The first box of an ISO base media file. */
const boxOf = (major: string, ...compatible: string[]) =>
  Buffer.from(`\0\0\0\x20ftyp${major}\0\0\0\0${compatible.join('')}\0\0\0\x08mdat`, 'latin1');

describe('a picture in an ISO base media file', () => {
  test.each(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'mif2', 'msf1', 'miaf', 'avif', 'avis'])(
    'is a picture with the major brand %s',
    (brand) => {
      const head = boxOf(brand, 'mif1');
      expect(sniff(head)).toMatch(/^image\//);
      expect(mismatch('image/*', false, undefined, head)).toBeUndefined();
      expect(mismatch('IMAGE/*', true, 'application/octet-stream', head)).toBeUndefined();
    },
  );

  test('is taken for what it may be where its brand names the container alone', () => {
    for (const expected of ['image/heic', 'image/heif', 'image/avif']) {
      expect(mismatch(expected, true, undefined, boxOf('mif1', 'avif'))).toBeUndefined();
    }
    expect(mismatch('image/heif', true, undefined, boxOf('heix'))).toBeUndefined();
    expect(mismatch('image/avif', true, undefined, boxOf('heic'))).toContain('image/heic came');
  });
});

describe('a film', () => {
  test.each([
    ['isom', 'video/mp4'],
    ['mp42', 'video/mp4'],
    ['M4V ', 'video/mp4'],
    ['qt  ', 'video/quicktime'],
  ])('with the major brand %j is no picture', (brand, type) => {
    expect(sniff(boxOf(brand))).toBe(type);
    expect(mismatch('image/*', false, 'image/heic', boxOf(brand))).toBe(`${type} came where image/* was expected`);
  });
});

test('a page is one with an XML declaration, too, and by its content type', () => {
  const head = Buffer.from(
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">',
  );
  expect(mismatch('image/*', false, undefined, head)).toContain('a web page (text/html) came');
  expect(mismatch('image/*', false, 'application/xhtml+xml', Buffer.from('anything'))).toContain('a web page');
  expect(mismatch('image/*', false, undefined, Buffer.from('<?xml version="1.0"?><svg >'))).toBeUndefined();
});

test('a brand that is not known speaks neither for nor against: the content type decides', () => {
  const head = boxOf('zzzz');
  expect(sniff(head)).toBeUndefined();
  expect(mismatch('image/*', true, 'image/new', head)).toBeUndefined();
  expect(mismatch('image/*', true, 'video/mp4', head)).toContain('video/mp4 came');
});
