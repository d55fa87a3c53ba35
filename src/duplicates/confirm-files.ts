/** The last look at files before they are called duplicates: is each still the file that the walk saw? */
import { errorCode, reasonOf } from '../base/errors.ts';
import { CallFailed, fileCalls } from './calls/file-calls.ts';
import { stateWords } from './calls/file-state.ts';
import { visitBatch } from './file-batch.ts';
import type { ConfirmResult, ConfirmTask, Fault } from './tasks.ts';

export function confirmFiles({ files, dev, states }: ConfirmTask): ConfirmResult {
  const faults: Fault<number>[] = [];
  const calls = fileCalls();
  const { state } = calls;
  const miss = (index: number, result: number) => {
    const error = new CallFailed(result);
    faults.push({ at: index, code: errorCode(error), message: reasonOf(error) });
  };
  visitBatch(calls, files, {
    visit(folder, names, at, index, run) {
      const result = calls.statAt(folder, names, at);
      if (result < 0) return miss(index, result);
      const same = state.dev === dev[run] && state.isSameAs(states, index * stateWords);
      if (!same) faults.push({ at: index, code: 'CHANGED', message: 'it changed while it was read' });
    },
    miss,
  });
  return { kind: 'confirm', faults };
}
