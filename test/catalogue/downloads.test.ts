import { lstatSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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
