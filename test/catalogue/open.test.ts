import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { Failure } from '../../src/base/errors.ts';
import { HashStore } from '../../src/catalogue/hashes.ts';
import { Journal } from '../../src/catalogue/journal.ts';
import { openCatalogue, transaction } from '../../src/catalogue/open.ts';
import { schemaSteps } from '../../src/catalogue/schema.ts';
import { catalogueFailure } from '../../src/catalogue/trouble.ts';
import { tempDir } from '../support/temp-dir.ts';

test('a new catalogue is made with its folder, for its owner alone', () => {
  const folder = join(tempDir(), 'deep', 'state');
  openCatalogue({ stateDir: folder }).close();
  expect(readdirSync(folder)).toEqual(['catalogue.sqlite']);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('what is written stays, and every step of the schema is run once', () => {
  const stateDir = tempDir();
  const first = openCatalogue({ stateDir });
  first.exec("INSERT INTO journal_runs VALUES ('r', 'apply', 1, 0)");
  first.close();
  const again = openCatalogue({ stateDir, durability: 'full' });
  expect(again.prepare('SELECT run FROM journal_runs').all()).toMatchObject([{ run: 'r' }]);
  expect(again.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: schemaSteps.length });
  expect(again.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
  again.close();
});

test('hashes from before rows had numbers are still there', () => {
  const stateDir = tempDir();
  const old = new DatabaseSync(join(stateDir, 'catalogue.sqlite'));
  for (const step of schemaSteps.slice(0, 5)) old.exec(step);
  const blob = new Uint8Array(9000).fill(7);
  old.prepare('INSERT INTO folder_hashes VALUES (?, ?, ?, ?, ?, ?)').run(-1n, 5n, 'md5', 99, blob, crc32(blob));
  old.exec('PRAGMA user_version = 5');
  old.close();
  using database = openCatalogue({ stateDir });
  const key = { dev: 2n ** 64n - 1n, ino: 5n };
  expect(new HashStore(database, 'md5').get(key)).toEqual({ files: blob, seen: 99, path: undefined });
});

test('a damaged file is set aside with a notice', () => {
  const stateDir = tempDir();
  writeFileSync(join(stateDir, 'catalogue.sqlite'), 'these are not the bytes of a database '.repeat(50));
  const notices: string[] = [];
  openCatalogue({ stateDir, onNotice: (text) => notices.push(text) }).close();
  expect(notices).toEqual([expect.stringContaining('is damaged; it was set aside as')]);
  expect(readdirSync(stateDir).filter((name) => name.includes('.damaged-'))).toHaveLength(1);
});

test('a file made by a newer forkful is set aside, not changed', () => {
  const stateDir = tempDir();
  const newer = new DatabaseSync(join(stateDir, 'catalogue.sqlite'));
  newer.exec(`CREATE TABLE future (x); PRAGMA user_version = ${schemaSteps.length + 1}`);
  newer.close();
  const notices: string[] = [];
  openCatalogue({ stateDir, onNotice: (text) => notices.push(text) }).close();
  expect(notices).toEqual([expect.stringContaining('newer forkful')]);
  const aside = readdirSync(stateDir).find((name) => name.includes('.newer-')) ?? 'none';
  const kept = new DatabaseSync(join(stateDir, aside));
  expect(kept.prepare('SELECT name FROM sqlite_schema').all()).toMatchObject([{ name: 'future' }]);
  kept.close();
});

test('a folder that cannot be made is a failure that names the catalogue', () => {
  const file = join(tempDir(), 'file');
  writeFileSync(file, '');
  const open = () => openCatalogue({ stateDir: join(file, 'state') });
  expect(open).toThrow(Failure);
  expect(open).toThrow(
    /the catalogue .*file\/state.* cannot be opened: the folder .*state cannot be made: not a folder/,
  );
});

test('a transaction that throws leaves nothing behind', () => {
  const database = openCatalogue({ stateDir: tempDir() });
  expect(() =>
    transaction(database, () => {
      database.exec("INSERT INTO journal_runs VALUES ('r', 'apply', 1, 0)");
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(database.prepare('SELECT count(*) AS n FROM journal_runs').get()).toMatchObject({ n: 0 });
  database.close();
});

test('processes that open and write a new catalogue at the same moment all succeed', async () => {
  const stateDir = tempDir();
  const openUrl = new URL('../../src/catalogue/open.ts', import.meta.url).href;
  const program = `
    import { openCatalogue, transaction } from ${JSON.stringify(openUrl)};
    const database = openCatalogue({ stateDir: ${JSON.stringify(stateDir)} });
    const insert = database.prepare("INSERT INTO journal_runs VALUES (?, 'apply', 1, 0)");
    for (let i = 0; i < 20; i++) transaction(database, () => insert.run(process.pid + '-' + i));
    database.close();`;
  const codes = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [code] = await once(child, 'exit');
      return code;
    }),
  );
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  const database = openCatalogue({ stateDir });
  expect(database.prepare('SELECT count(*) AS n FROM journal_runs').get()).toMatchObject({ n: 120 });
  database.close();
});

test('a catalogue that is locked for long is a failure that says so', () => {
  const stateDir = tempDir();
  using holder = openCatalogue({ stateDir });
  holder.exec('BEGIN EXCLUSIVE');
  using database = new DatabaseSync(join(stateDir, 'catalogue.sqlite'));
  const write = () => transaction(database, () => {});
  expect(write).toThrow('database is locked');
  try {
    write();
  } catch (error) {
    expect(catalogueFailure(error, stateDir)?.message).toMatch(
      /catalogue\.sqlite cannot be used: another process keeps it/,
    );
  }
});

test('a journal in which nothing is open is not written to', () => {
  const stateDir = tempDir();
  using holder = openCatalogue({ stateDir });
  const journal = new Journal({ stateDir });
  holder.exec('BEGIN IMMEDIATE');
  journal.endAll();
  journal.close();
});

test.each([0, 1, schemaSteps.length - 1])(
  'a file that says version %i of newer tables is set aside, and its journal taken over',
  (version) => {
    const stateDir = tempDir();
    const journal = new Journal({ stateDir });
    journal.begin('r', 'apply', 1);
    journal.write([], 'r', [{ seq: 0, kind: 'trash', bytes: 1, intent: '{}' }]);
    journal.close();
    const odd = new DatabaseSync(join(stateDir, 'catalogue.sqlite'));
    odd.exec(`PRAGMA user_version = ${version}`);
    odd.close();
    const notices: string[] = [];
    const again = new Journal({ stateDir, onNotice: (text) => notices.push(text) });
    expect(again.unfinished()).toMatchObject([{ run: 'r', seq: 0 }]);
    again.close();
    expect(notices).toEqual([expect.stringContaining('1 entry of its journal')]);
  },
);
