import { describe, expect, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { orderByKeepRules } from '../../src/duplicates/select.ts';
import { defaultKeepRules, type KeepRule, type ScannedFile } from '../../src/duplicates/types.ts';

function file(path: string, mtime: number, more: Partial<ScannedFile> = {}): ScannedFile {
  const identity = { dev: 1n, ino: BigInt(path.length * 1000 + mtime), size: 1, ctimeNs: 0n };
  return { path: fromText(path), ...identity, mtimeNs: BigInt(mtime), reference: false, links: [], ...more };
}

function check(files: readonly ScannedFile[], rules: readonly KeepRule[], expected: readonly string[]): void {
  expect(orderByKeepRules(files, rules).map(({ path }) => path)).toEqual(expected);
  expect(orderByKeepRules(files.toReversed(), rules).map(({ path }) => path)).toEqual(expected);
}

describe('the survivor is', () => {
  const files = [file('/b/long', 2), file('/a', 3), file('/c/longest', 1)];

  test('the oldest', () => check(files, ['oldest'], ['/c/longest', '/b/long', '/a']));
  test('the newest', () => check(files, ['newest'], ['/a', '/b/long', '/c/longest']));
  test('the one with the shortest path', () => check(files, ['shortest-path'], ['/a', '/b/long', '/c/longest']));
  test('the one with the longest path', () => check(files, ['longest-path'], ['/c/longest', '/b/long', '/a']));

  test('by the next rule where one does not decide', () => {
    check([file('/bb', 1), file('/a', 1), file('/c', 0)], defaultKeepRules, ['/c', '/a', '/bb']);
  });

  test('by the bytes of the path where no rule decides', () => {
    check([file('/b', 1), file('/a', 1)], [], ['/a', '/b']);
  });

  test('the one of the root that was named first', () => {
    check([file('/a', 1, { root: 1 }), file('/b', 2, { root: 0 })], ['first'], ['/b', '/a']);
  });

  test('a reference before all others, whatever the rules say', () => {
    const reference = file('/z/very/long', 9, { reference: true });
    check([...files, reference], ['oldest'], ['/z/very/long', '/c/longest', '/b/long', '/a']);
  });
});
