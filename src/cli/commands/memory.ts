/** forkful memory: what can be used, or waiting until it can. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatBytes } from '../../base/quantities.ts';
import { openBackend } from '../../system/platform.ts';
import type { MemoryInfo } from '../../system/types.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { pairLines } from '../formats/columns.ts';
import type { Invocation, Run } from '../invocation.ts';

/** Milliseconds between two looks of a wait. */
const lookEvery = 200;

export const run: Run = async (invocation) => {
  const { options, output } = invocation;
  const needed = options.size('wait');
  const backend = await openBackend();
  try {
    const read = async (): Promise<MemoryInfo> => backend.memory();
    const code = needed === undefined ? exitCodes.done : await waitForMemory(needed, read, invocation);
    const memory = await read();
    const text = options.flag('json') ? JSON.stringify(memoryJson(memory)) : memoryLines(memory).join('\n');
    output.result(`${text}\n`);
    return code;
  } finally {
    backend.close();
  }
};

/** Also for a number that the machine does not have: memory can be added, and a limit raised. */
async function waitForMemory(
  needed: number,
  read: () => Promise<MemoryInfo>,
  { options, output, signal, onProgressRequest }: Invocation,
): Promise<ExitCode> {
  const seconds = options.seconds('timeout');
  const deadline = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;
  let memory = await read();
  const state = (): string => `${formatBytes(memory.available)} available, ${formatBytes(needed)} needed`;
  onProgressRequest(state);
  if (needed > memory.total) output.message(`forkful: there are only ${formatBytes(memory.total)} in all`);
  while (memory.available < needed) {
    if (signal.aborted) return exitCodes.failed;
    const left = deadline - performance.now();
    if (left <= 0) {
      output.progress(undefined);
      output.error(`forkful: gave up after ${seconds} s: ${state()}`);
      return exitCodes.failed;
    }
    output.progress(`waiting for memory: ${state()}`);
    await sleep(Math.min(lookEvery, left), undefined, { signal }).catch(() => {});
    memory = await read();
  }
  output.progress(undefined);
  return exitCodes.done;
}

export function memoryLines(memory: MemoryInfo): string[] {
  const { total, used, available, swapTotal, swapUsed, cgroupLimit, cgroupUsed = 0, pressure } = memory;
  const percent = (bytes: number): string => `${total > 0 ? Math.round((bytes / total) * 100) : 0} %`;
  return pairLines([
    ['total', formatBytes(total)],
    ['used', `${formatBytes(used)}  ${percent(used)}`],
    ['available', `${formatBytes(available)}  ${percent(available)}`],
    ['cgroup', cgroupLimit === undefined ? 'no limit' : `${formatBytes(cgroupUsed)} of ${formatBytes(cgroupLimit)}`],
    ['swap', swapTotal === 0 ? 'none' : `${formatBytes(swapUsed)} of ${formatBytes(swapTotal)}`],
    [
      'pressure',
      pressure === undefined ? 'not told here' : `${pressure} % of the last 10 s some task waited for memory`,
    ],
  ]);
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
