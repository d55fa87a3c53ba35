/** forkful reap: reminds the parents of zombies to wait for them, and ends those that do not, where that is asked for. */
import { UsageError } from '../../base/errors.ts';
import { plural } from '../../base/quantities.ts';
import { sendSignal } from '../../orchestrator/signals.ts';
import { type Look, reminderMs, waitUntilReaped } from '../../report/zombies.ts';
import { openBackend } from '../../system/platform.ts';
import { type NegligentParent, negligentParents } from '../../system/reaping.ts';
import { ForkfulWatch } from '../../system/snapshot.ts';
import { processId, processRows } from '../../system/tree.ts';
import type { ProcessInfo } from '../../system/types.ts';
import { titleOf } from '../../system/words.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { processTable } from '../formats/processes.ts';
import type { Invocation, Run } from '../invocation.ts';
import { decode } from '../options.ts';

/** Milliseconds after SIGTERM: the parent cleans up and dies, and init reaps. */
const endingMs = 5000;

export const run: Run = async (invocation) => {
  const { options, output } = invocation;
  if (options.flag('end-parent') && !options.flag('yes') && !output.canAsk) {
    throw new UsageError('reap --end-parent asks before it ends a process; where no terminal can be asked, add --yes');
  }
  const parents = invocation.operands.map((operand) => parsePid(decode(operand)));
  const backend = await openBackend();
  try {
    const watch = new ForkfulWatch(backend);
    return await reap(invocation, parents, async () => watch.take(await backend.processes(), 'all'));
  } finally {
    backend.close();
  }
};

/** @param parents whose zombies are meant; none given: everybody's */
async function reap(invocation: Invocation, parents: readonly number[], look: Look): Promise<ExitCode> {
  const { options, output, signal } = invocation;
  const processes = await look();
  const zombies = processes.filter(({ zombie, ppid }) => zombie && (parents.length === 0 || parents.includes(ppid)));
  if (zombies.length === 0) {
    output.result(
      `${parents.length === 0 ? 'no zombies' : 'no zombies of these parents'} among ${plural(processes.length, 'process', 'processes')}\n`,
    );
    return exitCodes.done;
  }
  showTable('before', processes, zombies, invocation);

  let failed = false;
  const tell = (parent: ProcessInfo, name: 'SIGCHLD' | 'SIGTERM', words: string): void => {
    const outcome = sendSignal(parent, name);
    if (outcome.kind === 'refused') failed = true;
    const what = outcome.kind === 'sent' ? words : outcome.kind === 'gone' ? 'has ended meanwhile' : outcome.reason;
    output.message(`${titleOf(parent)} (${parent.pid}): ${what}`);
  };

  for (const { parent, zombies: children } of negligentParents(processes, zombies, process.pid)) {
    tell(parent, 'SIGCHLD', `asked to wait for ${plural(children.length, 'zombie')} (SIGCHLD)`);
  }
  let left = await waitUntilReaped(zombies, look, reminderMs, signal);

  if (left.length > 0 && options.flag('end-parent') && !signal.aborted) {
    const stubborn = negligentParents(await look(), left, process.pid);
    for (const { parent, spared } of stubborn) {
      if (spared !== undefined) output.message(`${titleOf(parent)} (${parent.pid}): not ended, since ${spared}`);
    }
    const ending = stubborn.filter(({ spared }) => spared === undefined);
    if (ending.length > 0 && (options.flag('yes') || (await output.confirm(question(ending))))) {
      for (const { parent } of ending) tell(parent, 'SIGTERM', 'told to end (SIGTERM)');
      left = await waitUntilReaped(zombies, look, endingMs, signal);
    }
  }
  showTable('after', await look(), left, invocation);
  return left.length > 0 || failed ? exitCodes.failed : exitCodes.done;
}

function question(parents: readonly NegligentParent[]): string {
  const names = parents.map(({ parent, zombies }) => {
    return `${titleOf(parent)} (${parent.pid}, ${plural(zombies.length, 'zombie')})`;
  });
  return `End ${names.join(', ')} with SIGTERM?`;
}

function showTable(
  title: string,
  processes: readonly ProcessInfo[],
  zombies: readonly ProcessInfo[],
  { output }: Invocation,
): void {
  const meant = new Set(zombies.map(processId));
  const rows = processRows(processes, { view: 'zombies' }).filter(({ id }) => meant.has(id));
  const width = output.stdoutIsTerminal ? output.columns : undefined;
  const table = rows.length === 0 ? '' : processTable(rows, { width, colour: output.colour });
  output.result(`${title}: ${rows.length === 0 ? 'no zombies' : plural(rows.length, 'zombie')}\n${table}`);
}

function parsePid(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new UsageError(`reap: ${JSON.stringify(text)} is not a process id`);
}
