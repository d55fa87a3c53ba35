import { lstatSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openDownloadLog } from '../../src/catalogue/downloads.ts';
import type { Arrival } from '../../src/download/log.ts';
import type { DownloadRequest } from '../../src/download/types.ts';
import { tempDir } from '../support/temp-dir.ts';

const url = 'http://example.org/a.txt';
const request: DownloadRequest = {
  url,
  out: undefined,
  dir: undefined,
  checksum: undefined,
  headers: [],
  source: 'argument 1',
};

function arrivalAt(path: string, content: string): Arrival {
  writeFileSync(path, content);
  const { dev, ino, mtimeNs } = lstatSync(path, { bigint: true });
  const file = { path, bytes: content.length, hash: 'ab'.repeat(16), identity: { dev, ino, mtimeNs } };
  return { kind: 'done', ...file, finalUrl: url, status: 200, etag: '"1"', lastModified: undefined, partLeft: false };
}

const named = (name: string): DownloadRequest => ({ ...request, url: `http://example.org/${name}` });

describe('what arrived in a run that was interrupted', () => {
  /** Runs one after the other, each with what it was asked for, what came of that, and what it was told of before. */
  function runs() {
    const [dir, stateDir] = [tempDir(), tempDir()];
    return (asked: string, { done = '', gaveUp = '', dropped = '' } = {}): string => {
      const log = openDownloadLog(dir, { stateDir });
      const requests = [...asked].map(named);
      log.queued(requests);
      const before = [...asked].filter((_, index) => log.arrivedBefore(requests[index] ?? request) !== undefined);
      for (const name of done) log.arrived(named(name), arrivalAt(`${dir}/${name}`, name));
      for (const name of gaveUp) log.gaveUp(named(name));
      for (const name of dropped) log.dropped(named(name));
      log.close();
      return before.join('');
    };
  }

  test('is not asked for where that run is taken up, however often', () => {
    const run = runs();
    expect(run('abcd', { done: 'ab' })).toBe('');
    expect(run('abcde', { done: 'ce' })).toBe('ab');
    expect(run('abcde')).toBe('abce');
  });

  test('is asked for where none of the rest is', () => {
    const run = runs();
    run('abc', { done: 'ab' });
    expect(run('a')).toBe('');
  });

  test('does not stand for what arrived in another run meanwhile', () => {
    const run = runs();
    run('ab');
    run('z', { done: 'z' });
    expect(run('z')).toBe('');
    expect(run('abz')).toBe('');
  });

  test('ended with its last failure: what failed for good interrupted nothing', () => {
    const run = runs();
    run('abc', { done: 'a', gaveUp: 'b', dropped: 'c' });
    expect(run('abc', { done: 'b' })).toBe('');
    // Given up once, but queued again and interrupted then.
    run('de', { gaveUp: 'd', done: 'e' });
    run('de', { done: 'e' });
    expect(run('de')).toBe('e');
  });

  test('is still worth going on with after it failed for good', () => {
    const [dir, stateDir] = [tempDir(), tempDir()];
    const log = openDownloadLog(dir, { stateDir });
    log.queued([request]);
    log.gaveUp(request);
    log.flush();
    // Tried again before the record of an end is written.
    log.dropped(request);
    log.queued([request]);
    log.close();
    const later = openDownloadLog(dir, { stateDir });
    expect(later.unfinished().map((left) => left.request.url)).toEqual([url]);
    later.close();
  });
});

test.each([
  ['is known again', () => {}, true],
  [
    'is not taken for what has got its name before it was recorded',
    (path: string) => {
      writeFileSync(`${path}.new`, 'otherwise');
      renameSync(`${path}.new`, path);
    },
    false,
  ],
])('a file that arrived %s', (_, meanwhile, known) => {
  const [dir, stateDir] = [tempDir(), tempDir()];
  const path = `${dir}/a.txt`;
  const log = openDownloadLog(dir, { stateDir });
  const arrival = arrivalAt(path, 'as served');
  log.arrived(request, arrival);
  meanwhile(path);
  log.close();

  const later = openDownloadLog(dir, { stateDir });
  expect(later.recall(request)?.path).toBe(known ? path : undefined);
  expect(later.knownCopy(arrival.hash, arrival.bytes, `${dir}/b.txt`)).toBe(known ? path : undefined);
  later.close();
});
