/** forkful ps: the processes of every forkful that this user runs, or of the whole machine. */
import { plural } from '../../base/quantities.ts';
import { takeSnapshot } from '../../system/snapshot.ts';
import { withThreads } from '../../system/thread-rows.ts';
import { type ProcessView, processId, processRows } from '../../system/tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import { exitCodes } from '../exit-codes.ts';
import { processJson, processTable } from '../formats/processes.ts';
import type { Run } from '../invocation.ts';

export const run: Run = async ({ options, output }) => {
  const [zombies, orphans] = [options.flag('zombies'), options.flag('orphans')];
  // An orphan has left the tree it came from, and a zombie's parent is seldom ours: both are looked for everywhere.
  const scope = options.flag('all') || zombies || orphans ? 'all' : 'own';
  const { processes, threads } = await takeSnapshot({ scope, threads: options.flag('threads') });
  const wanted = (process: ProcessInfo): boolean =>
    (!zombies && !orphans) || (zombies && process.zombie) || (orphans && process.orphan);

  if (options.flag('json')) {
    output.result(
      `${JSON.stringify({ processes: processes.filter(wanted).map((process) => processJson(process, threads.get(processId(process)))) })}\n`,
    );
    return exitCodes.done;
  }
  const views: ProcessView[] = [...(zombies ? ['zombies' as const] : []), ...(orphans ? ['orphans' as const] : [])];
  const rows = views.length === 0 ? processRows(processes) : views.flatMap((view) => processRows(processes, { view }));
  if (rows.length === 0) {
    output.message(`no ${views.join(' and no ')} among ${plural(processes.length, 'process', 'processes')}`);
    return exitCodes.done;
  }
  output.result(
    processTable(withThreads(rows, threads), {
      width: output.stdoutIsTerminal ? output.columns : undefined,
      colour: output.colour,
    }),
  );
  return exitCodes.done;
};
