/** What SQLite cannot do, in words that name the catalogue and say what to do. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure, reasonOf } from '../base/errors.ts';
import { stateFolder } from '../base/folders.ts';
import { makeVisible } from '../base/visible.ts';

export const catalogueName = 'catalogue.sqlite';

const locked = 'another process keeps it locked; try again when that one is done';
const damaged = 'it is damaged; the next scan or removal sets it aside and begins a new one';

/** By primary result code (https://sqlite.org/rescode.html). */
const words: Readonly<Record<number, string>> = {
  5: locked,
  6: locked,
  8: 'it may not be written; look at the permissions of the file and its folder',
  10: 'the device failed to read or write it',
  11: damaged,
  13: 'there is no space left for it, or the quota is used up; make room and try again',
  26: damaged,
};

const cannotOpen = 14;
/** The file, its log, the index of that, and their folder. */
const openAtOnce = 4;

/** Undefined where this is no error of SQLite's. @param stateDir default: {@link stateFolder} */
export function catalogueFailure(error: unknown, stateDir?: string): Failure | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return undefined;
  const path = join(stateDir ?? stateFolder(), catalogueName);
  const result = errcode & 0xff;
  const why = result === cannotOpen ? whyNotOpened(path) : words[result];
  return new Failure(`the catalogue ${makeVisible(path)} cannot be used: ${why ?? reasonOf(error)}`, { cause: error });
}

/** SQLite does not say; the system does. */
function whyNotOpened(path: string): string | undefined {
  const opened: number[] = [];
  try {
    const there = existsSync(path) ? path : dirname(path);
    while (opened.length < openAtOnce) opened.push(openSync(there, 'r'));
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    for (const file of opened) closeSync(file);
  }
}
