import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { knownContents } from '../../src/catalogue/export.ts';
import { knownBit, recordBytes, stateBytes, wholeOffset } from '../../src/catalogue/file-record.ts';
import { HashStore } from '../../src/catalogue/hashes.ts';
import { openCatalogue } from '../../src/catalogue/open.ts';
import { tempDir } from '../support/temp-dir.ts';

test('digests in a row that is not as it was written are not exported', () => {
  const folder = `${tempDir()}/photos`;
  mkdirSync(folder);
  writeFileSync(`${folder}/a`, 'content');
  const [place, file] = [statSync(folder, { bigint: true }), statSync(`${folder}/a`, { bigint: true })];
  const record = Buffer.alloc(recordBytes(16));
  record.writeBigUInt64LE(file.ino, 0);
  record.writeDoubleLE(Number(file.size), 8);
  record.writeBigInt64LE(file.mtimeNs, 16);
  record.writeBigInt64LE(file.ctimeNs, 24);
  record.writeUInt32LE(knownBit.whole, stateBytes);
  record.fill(0xab, wholeOffset);

  using database = openCatalogue({ stateDir: tempDir() });
  const key = { dev: place.dev, ino: place.ino };
  const paths = [[key, fromText(folder)]] as const;
  new HashStore(database, 'xxh3-128').save([[key, record]], [], Date.now(), { paths });
  expect([...knownContents(database)].map(({ hash }) => hash)).toEqual(['ab'.repeat(16)]);

  record.fill(0xac, wholeOffset);
  database.prepare('UPDATE folder_hashes SET files = ?').run(record);
  expect([...knownContents(database)]).toEqual([]);
});
