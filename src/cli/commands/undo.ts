import { plural } from '../../base/quantities.ts';
import { beyondCatalogue } from '../../catalogue/set-aside.ts';
import { listRuns, undoRun } from '../../removal/index.ts';
import type { ActionOutcome, RunRecord } from '../../removal/types.ts';
import { exitCodes } from '../exit-codes.ts';
import { printOutcomes } from '../formats/removal.ts';
import { runLines } from '../formats/runs.ts';
import type { Run } from '../invocation.ts';
import { decode } from '../options.ts';
import type { Output } from '../output.ts';

export const run: Run = async ({ operands, options, output, signal }) => {
  const json = options.flag('json');
  const onNotice = (text: string) => output.error(`forkful: ${text}`);
  if (options.flag('list')) {
    printRuns(listRuns({ onNotice }), json, output);
    return exitCodes.done;
  }
  const [wanted] = operands;
  const outcomes: ActionOutcome[] = [];
  const summary = await undoRun(wanted === undefined ? undefined : decode(wanted), {
    signal,
    onNotice,
    onOutcomes(more) {
      for (const outcome of more) outcomes.push(outcome);
      output.progress(`${plural(outcomes.length, 'file')} looked at`);
    },
  });
  output.progress(undefined);
  printOutcomes({ outcomes, summary, dryRun: false }, { json, output });
  return summary.failed + summary.skipped > 0 ? exitCodes.failed : exitCodes.done;
};

function printRuns(runs: readonly RunRecord[], json: boolean, output: Output): void {
  if (json) {
    output.result(`${JSON.stringify({ version: 1, runs })}\n`);
    return;
  }
  if (runs.length === 0) output.message(`no removal has been done yet${beyondCatalogue()}`);
  else output.result(`${runLines(runs).join('\n')}\n`);
}
