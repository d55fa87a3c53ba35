/** Killed at any moment of being set aside, a damaged catalogue's journal is found by whoever comes next. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../../src/catalogue/journal.ts';
import { openCatalogue, setDamagedAside } from '../../src/catalogue/open.ts';
import { tempDir } from '../support/temp-dir.ts';

const run = '2026-11-22T15-04-05-1a2b3c4d';

function damagedCatalogue(): string {
  const stateDir = tempDir();
  const journal = new Journal({ stateDir });
  journal.begin(run, 'apply', 1_000);
  journal.write([], run, [{ seq: 0, kind: 'trash', bytes: 1, intent: '{}' }]);
  journal.close();
  const database = openCatalogue({ stateDir });
  const page = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'folder_hashes'").get()?.rootpage;
  database.close();
  const file = openSync(join(stateDir, 'catalogue.sqlite'), 'r+');
  writeSync(file, Buffer.alloc(100, 0xa5), 0, 100, (Number(page) - 1) * 4096);
  closeSync(file);
  return stateDir;
}

/** @param at the rename after which, or before which, all ends */
function setAsideAndDie(stateDir: string, at: number, after: boolean): string | null {
  const url = new URL('../../src/catalogue/open.ts', import.meta.url).href;
  const program = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { renameSync: call } = fs;
    let left = ${at};
    fs.renameSync = (...all) => {
      const last = left-- === 0;
      if (last && ${!after}) process.kill(process.pid, 'SIGKILL');
      const result = call(...all);
      if (last) process.kill(process.pid, 'SIGKILL');
      return result;
    };
    syncBuiltinESMExports();
    const { setDamagedAside } = await import(${JSON.stringify(url)});
    setDamagedAside({ stateDir: ${JSON.stringify(stateDir)} });`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program]).signal;
}

test.each([0, 1, 2])('where setting aside is killed at rename %i, the next opening has the journal', (at) => {
  for (const after of [false, true]) {
    const stateDir = damagedCatalogue();
    expect(setAsideAndDie(stateDir, at, after)).toBe('SIGKILL');
    const journal = new Journal({ stateDir });
    expect(journal.unfinished()).toMatchObject([{ run, seq: 0 }]);
    journal.close();
    setDamagedAside({ stateDir });
    const names = readdirSync(stateDir);
    expect(names.filter((name) => /\.(new|ready)/.test(name))).toEqual([]);
    expect(names.filter((name) => name.includes('.damaged-'))).toHaveLength(1);
  }
});

test('where no new catalogue can be made, the damaged one stays what it was', () => {
  const stateDir = damagedCatalogue();
  mkdirSync(join(stateDir, 'catalogue.sqlite.new', 'in the way'), { recursive: true });
  expect(() => setDamagedAside({ stateDir })).toThrow();
  expect(readdirSync(stateDir).filter((name) => name.includes('.damaged-'))).toEqual([]);
  rmSync(join(stateDir, 'catalogue.sqlite.new'), { recursive: true });
  setDamagedAside({ stateDir });
  const journal = new Journal({ stateDir });
  expect(journal.unfinished()).toMatchObject([{ run, seq: 0 }]);
  journal.close();
});
