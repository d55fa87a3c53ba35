/** The last look at files before they are called duplicates: is each still the file that the walk saw? */
import { lstatSync } from 'node:fs';
import { errorCode, reasonOf } from '../base/errors.ts';
import { forEachPath } from './path-batch.ts';
import type { ConfirmResult, ConfirmTask, Fault } from './tasks.ts';

const exact = { bigint: true } as const;

export function confirmFiles(task: ConfirmTask): ConfirmResult {
  const faults: Fault<number>[] = [];
  forEachPath(task.paths, (path, index) => {
    try {
      const now = lstatSync(path, exact);
      const same =
        now.ino === task.ino[index] &&
        now.dev === task.dev[index] &&
        now.mtimeNs === task.mtimeNs[index] &&
        now.ctimeNs === task.ctimeNs[index] &&
        Number(now.size) === task.size[index];
      if (!same) faults.push({ at: index, code: 'CHANGED', message: 'it changed while it was read' });
    } catch (error) {
      faults.push({ at: index, code: errorCode(error), message: reasonOf(error) });
    }
  });
  return { kind: 'confirm', faults };
}
