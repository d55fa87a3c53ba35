import { closeSync, copyFileSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Journal } from '../../src/catalogue/journal.ts';
import { openCatalogue, setDamagedAside } from '../../src/catalogue/open.ts';
import { tempDir } from '../support/temp-dir.ts';

const run = '2026-11-22T15-04-05-1a2b3c4d';
const actions = 400;
const pageBytes = 4096;

/** A catalogue with a removal of 400 files among many remembered hashes, in one file without a log. */
function fillCatalogue(stateDir: string): string {
  const journal = new Journal({ stateDir });
  journal.begin(run, 'apply', 1_000);
  const intended = Array.from({ length: actions }, (_, seq) => {
    return { seq, kind: 'trash' as const, bytes: seq, intent: JSON.stringify({ path: `/photos/${seq}.jpg` }) };
  });
  journal.write([], run, intended);
  journal.write(
    intended.map(({ seq }) => ({ run, seq, state: 'done' as const })),
    run,
    [],
  );
  journal.end(run);
  journal.close();
  const database = openCatalogue({ stateDir });
  const put = database.prepare(
    "INSERT INTO folder_hashes (dev, ino, algorithm, seen, files, checksum) VALUES (1, ?, 'xxh3-128', 1, ?, 0)",
  );
  for (let folder = 0; folder < 200; folder += 1) put.run(folder, Buffer.alloc(600, folder));
  database.exec('PRAGMA journal_mode = DELETE');
  database.close();
  return join(stateDir, 'catalogue.sqlite');
}

/** The pages of each table, its indexes among them. */
function pagesOf(path: string): Map<string, number[]> {
  const database = new DatabaseSync(path);
  const pages = new Map<string, number[]>();
  const rows = database.prepare(
    'SELECT s.pageno AS page, m.tbl_name AS name FROM dbstat s JOIN sqlite_schema m USING (name)',
  );
  for (const { page, name } of rows.all()) pages.set(String(name), [...(pages.get(String(name)) ?? []), Number(page)]);
  database.close();
  return pages;
}

function overwrite(path: string, page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageBytes, 0xa5), 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
}

/** What undo still finds after the damaged catalogue was set aside. */
function savedFrom(
  original: string,
  damage: (path: string) => void,
): { undoable: number; runs: number; notices: string } {
  const stateDir = tempDir();
  const path = join(stateDir, 'catalogue.sqlite');
  copyFileSync(original, path);
  damage(path);
  const notices: string[] = [];
  const onNotice = (text: string) => void notices.push(text);
  setDamagedAside({ stateDir, onNotice });
  const journal = new Journal({ stateDir, onNotice });
  const undoable = journal.undoable(run);
  for (const { seq, intent } of undoable) expect(JSON.parse(intent)).toEqual({ path: `/photos/${seq}.jpg` });
  const found = { undoable: undoable.length, runs: journal.runs().length, notices: notices.join('\n') };
  journal.close();
  return found;
}

test('damage among the hashes costs nothing of the journal', () => {
  const original = fillCatalogue(tempDir());
  const pages = pagesOf(original).get('folder_hashes') ?? [];
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages.slice(0, 6)) {
    const saved = savedFrom(original, (path) => overwrite(path, page));
    expect(saved).toMatchObject({ undoable: actions, runs: 1 });
    expect(saved.notices).toContain('400 entries of its journal were taken over for undo');
  }
});

test('damage in the journal costs what lies on its page', () => {
  const original = fillCatalogue(tempDir());
  const pages = pagesOf(original).get('journal_actions') ?? [];
  const saved = pages.map((page) => savedFrom(original, (path) => overwrite(path, page)).undoable);
  // Its root leads to all of it; every other page holds a few dozen rows, or is one of an index.
  expect(saved.filter((count) => count === 0).length).toBeLessThanOrEqual(1);
  expect(saved.filter((count) => count >= actions - 100).length).toBeGreaterThanOrEqual(pages.length - 1);
});

test('a run whose own row is lost is known by its actions', () => {
  const original = fillCatalogue(tempDir());
  const [page = 0] = pagesOf(original).get('journal_runs') ?? [];
  expect(savedFrom(original, (path) => overwrite(path, page))).toMatchObject({ undoable: actions, runs: 1 });
});

test('of a file that is no database at all nothing is taken over, and work goes on', () => {
  const original = fillCatalogue(tempDir());
  const saved = savedFrom(original, (path) =>
    writeFileSync(path, 'these are not the bytes of a database '.repeat(500)),
  );
  expect(saved).toMatchObject({ undoable: 0, runs: 0 });
  expect(saved.notices).toContain('is damaged');
  expect(saved.notices).not.toContain('journal');
});

test('of a file whose end is missing all is taken over that lies before it', () => {
  const original = fillCatalogue(tempDir());
  const { size } = statSync(original);
  // Without a page, the half of one, and most of the hashes, which came last.
  for (const left of [size - pageBytes, size - pageBytes / 2, size / 2]) {
    const saved = savedFrom(original, (path) => truncateSync(path, left));
    expect(saved).toMatchObject({ undoable: actions, runs: 1 });
    expect(saved.notices).toContain('400 entries of its journal were taken over for undo');
  }
  const lastOfJournal = Math.max(...(pagesOf(original).get('journal_actions') ?? []));
  const saved = savedFrom(original, (path) => truncateSync(path, (lastOfJournal - 1) * pageBytes));
  expect(saved.runs).toBe(1);
  expect(saved.undoable).toBeGreaterThan(actions - 100);
});
