/** forkful memory: what can be used, or waiting until it can. */
import { formatBytes } from '../../base/quantities.ts';
import { memoryPairs } from '../../report/machine.ts';
import { waitForMemory } from '../../report/wait-for-memory.ts';
import type { SystemBackend } from '../../system/backend.ts';
import { openBackend } from '../../system/platform.ts';
import type { MemoryInfo } from '../../system/types.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { pairLines } from '../formats/columns.ts';
import type { Invocation, Run } from '../invocation.ts';

export const run: Run = async (invocation) => {
  const { options, output } = invocation;
  const needed = options.size('wait');
  const backend = await openBackend();
  try {
    const code = needed === undefined ? exitCodes.done : await wait(needed, backend, invocation);
    const memory = await backend.memory();
    const lines = options.flag('json') ? [JSON.stringify(memoryJson(memory))] : pairLines(memoryPairs(memory));
    output.result(`${lines.join('\n')}\n`);
    return code;
  } finally {
    backend.close();
  }
};

/** Says how much is there and how much is needed, for as long as it waits. */
export async function wait(
  needed: number,
  backend: SystemBackend,
  { options, output, signal, onProgressRequest }: Invocation,
): Promise<ExitCode> {
  const seconds = options.seconds('timeout');
  let latest = await backend.memory();
  const state = (): string => `${formatBytes(latest.available)} available, ${formatBytes(needed)} needed`;
  onProgressRequest(state);
  if (needed > latest.total) output.message(`forkful: there are only ${formatBytes(latest.total)} in all`);
  const { kind, memory } = await waitForMemory({
    needed,
    read: () => backend.memory(),
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    signal,
    onWait(now) {
      latest = now;
      output.progress(`waiting for memory: ${state()}`);
    },
  });
  latest = memory;
  output.progress(undefined);
  if (kind === 'timed-out') output.error(`forkful: gave up after ${seconds} s: ${state()}`);
  return kind === 'available' ? exitCodes.done : exitCodes.failed;
}

/** Bytes; `share` from 0 to 1 is what is used; null where there is no limit, or nothing tells. */
export function memoryJson(memory: MemoryInfo): Record<string, number | null> {
  const { total, used, available, swapTotal, swapUsed, cgroupLimit, cgroupUsed, pressure } = memory;
  return {
    total,
    used,
    available,
    share: total > 0 ? used / total : 0,
    cgroupLimit: cgroupLimit ?? null,
    cgroupUsed: cgroupUsed ?? null,
    swapTotal,
    swapUsed,
    pressure: pressure ?? null,
  };
}
