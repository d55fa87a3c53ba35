/** Items 1, 10 and 11: a child, the use of CPU and memory with warnings, memory in detail. */
import { setTimeout as sleep } from 'node:timers/promises';
import { formatBytes } from '../base/quantities.ts';
import { forkOnce } from '../orchestrator/fork-once.ts';
import type { SystemBackend } from '../system/backend.ts';
import { calm, type ThresholdState, type Thresholds, watchThresholds } from '../system/thresholds.ts';
import type { MemoryInfo } from '../system/types.ts';
import { type ReportResult, result } from './result.ts';

/** 1 */
export async function forkChild(program?: string): Promise<ReportResult> {
  const outcome = await forkOnce(program);
  if (outcome.kind === 'failed') return result(false, [['fork failed', outcome.reason]]);
  return result(true, [
    ['parent', String(outcome.parent)],
    ['child', `${outcome.child}, whose parent is ${outcome.parentOfChild}`],
  ]);
}

/** 10: a mean over the samples, so that one burst is no warning. */
export async function usage(backend: SystemBackend, thresholds: Thresholds, everyMs = 200): Promise<ReportResult> {
  let state: ThresholdState = calm;
  const warnings: string[] = [];
  let [cpu, memory] = [await backend.cpu(), await backend.memory()];
  for (let look = 0; look < 5; look++) {
    await sleep(everyMs);
    [cpu, memory] = [await backend.cpu(), await backend.memory()];
    const next = watchThresholds(state, { cpu, memory }, thresholds);
    state = next.state;
    warnings.push(...next.warnings.map(({ text }) => text));
  }
  const mean = state.recentCpu.reduce((sum, percent) => sum + percent, 0) / state.recentCpu.length;
  return result(
    true,
    [
      ['CPU', `${Math.round(mean)} % of ${cpu.cores.length || 1} cores`],
      ['cores', cpu.cores.map((percent) => `${Math.round(percent)} %`).join('  ')],
      ['load', cpu.load.map((value) => value.toFixed(2)).join('  ')],
      ['memory', `${formatBytes(memory.used)} of ${formatBytes(memory.total)}, ${share(memory.used, memory)}`],
    ],
    warnings,
  );
}

/** 11 */
export function memoryPairs(memory: MemoryInfo): ReportResult['pairs'] {
  const { total, used, available, swapTotal, swapUsed, cgroupLimit, cgroupUsed = 0, pressure } = memory;
  return [
    ['total', formatBytes(total)],
    ['used', `${formatBytes(used)}  ${share(used, memory)}`],
    ['available', `${formatBytes(available)}  ${share(available, memory)}`],
    ['cgroup', cgroupLimit === undefined ? 'no limit' : `${formatBytes(cgroupUsed)} of ${formatBytes(cgroupLimit)}`],
    ['swap', swapTotal === 0 ? 'none' : `${formatBytes(swapUsed)} of ${formatBytes(swapTotal)}`],
    [
      'pressure',
      pressure === undefined ? 'not told here' : `${pressure} % of the last 10 s some task waited for memory`,
    ],
  ];
}

function share(bytes: number, { total }: MemoryInfo): string {
  return `${total > 0 ? Math.round((bytes / total) * 100) : 0} %`;
}
