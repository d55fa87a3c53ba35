/** Items 2, 3 and 4: looking at a folder, making one, changing into it. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, statSync } from 'node:fs';
import { type BytePath, toBytes, toFs, toText } from '../base/byte-path.ts';
import { errorCode, reasonOf } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { plural } from '../base/quantities.ts';
import { type ReportResult, result } from './result.ts';

/** Changes the current folder of whoever asks: the process here, the screen and its panes there. */
export type ChangeFolder = (folder: BytePath) => void;

/** 2 */
export function folderExists(path: BytePath): ReportResult {
  const name = ['folder', toText(path)] as const;
  try {
    const isFolder = statSync(toFs(path)).isDirectory();
    return result(isFolder, [name, ['exists', isFolder ? 'yes' : 'no: there is something else by that name']]);
  } catch (error) {
    const absent = errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
    return result(false, [name, ['exists', absent ? 'no' : `cannot be told: ${reasonOf(error)}`]]);
  }
}

/** 3: a folder that is there already is entered all the same. */
export function makeAndEnter(path: BytePath, change: ChangeFolder): ReportResult {
  try {
    const made = makeFolder(toFs(path));
    const entered = changeFolder(path, change);
    return { ...entered, pairs: [...entered.pairs, ['made', made ? 'yes' : 'it was there already']] };
  } catch (error) {
    return refused(path, error);
  }
}

/** 4, and the end of 3. */
export function changeFolder(path: BytePath, change: ChangeFolder): ReportResult {
  try {
    const entries = readdirSync(toFs(path), { withFileTypes: true, encoding: 'buffer' });
    change(path);
    const files = entries.filter((entry) => entry.isFile()).length;
    const folders = entries.filter((entry) => entry.isDirectory()).length;
    return result(true, [
      ['current folder', toText(path)],
      ['holds', `${plural(files, 'file')}, ${plural(folders, 'folder')}`],
    ]);
  } catch (error) {
    return refused(path, error);
  }
}

/** chdir(2) for a program without a screen. */
export const changeProcessFolder: ChangeFolder = (folder) => {
  const bytes = toBytes(folder);
  if (!isUtf8(bytes)) throw new Error('its name is not UTF-8, which this runtime cannot change into');
  process.chdir(bytes.toString('utf8'));
};

function refused(path: BytePath, error: unknown): ReportResult {
  return result(false, [
    ['folder', toText(path)],
    ['failed', reasonOf(error)],
  ]);
}
