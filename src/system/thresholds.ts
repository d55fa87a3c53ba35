/**
 * Warnings when CPU or memory pass a threshold: said once when it is passed, not at every tick, and again only after the
 * value has been clearly below it (hysteresis), so that a value that trembles around the threshold does not chatter.
 */
import { formatBytes } from '../base/quantities.ts';
import type { SystemSample } from './types.ts';

export interface Thresholds {
  /** Percent of all cores. */
  readonly cpuPercent: number;
  /** Percent of usable memory. */
  readonly memoryPercent: number;
}

export const defaultThresholds: Thresholds = { cpuPercent: 95, memoryPercent: 90 };

/** How far below its threshold, in percent points, a value must fall before it can warn anew. */
export const hysteresis = 5;

/** CPU jumps: only a mean over this many samples counts. Memory does not. */
export const cpuSamples = 5;

export interface ThresholdState {
  readonly recentCpu: readonly number[];
  readonly cpuHigh: boolean;
  readonly memoryHigh: boolean;
}

export const calm: ThresholdState = { recentCpu: [], cpuHigh: false, memoryHigh: false };

export interface Warning {
  readonly kind: 'cpu' | 'memory';
  /** Over the threshold, or back below it. */
  readonly over: boolean;
  readonly percent: number;
  readonly text: string;
}

/** @returns the state for the next sample, and what is to be said now */
export function watchThresholds(
  state: ThresholdState,
  { cpu, memory }: Pick<SystemSample, 'cpu' | 'memory'>,
  thresholds: Thresholds,
): { readonly state: ThresholdState; readonly warnings: readonly Warning[] } {
  const recentCpu = [...state.recentCpu, cpu.total].slice(-cpuSamples);
  const cpuPercent = recentCpu.reduce((sum, percent) => sum + percent, 0) / recentCpu.length;
  const memoryPercent = memory.total > 0 ? (memory.used / memory.total) * 100 : 0;
  const steady = recentCpu.length === cpuSamples;
  const cpuHigh = steady ? isHigh(state.cpuHigh, cpuPercent, thresholds.cpuPercent) : state.cpuHigh;
  const memoryHigh = isHigh(state.memoryHigh, memoryPercent, thresholds.memoryPercent);

  const warnings: Warning[] = [];
  if (cpuHigh !== state.cpuHigh) {
    const text = `CPU ${Math.round(cpuPercent)} % ${relation(cpuHigh, thresholds.cpuPercent)}`;
    warnings.push({ kind: 'cpu', over: cpuHigh, percent: cpuPercent, text });
  }
  if (memoryHigh !== state.memoryHigh) {
    const left = `${formatBytes(memory.available)} of ${formatBytes(memory.total)} available`;
    const text = `memory ${Math.round(memoryPercent)} % used ${relation(memoryHigh, thresholds.memoryPercent)}: ${left}`;
    warnings.push({ kind: 'memory', over: memoryHigh, percent: memoryPercent, text });
  }
  return { state: { recentCpu, cpuHigh, memoryHigh }, warnings };
}

function isHigh(wasHigh: boolean, percent: number, threshold: number): boolean {
  return percent >= (wasHigh ? threshold - hysteresis : threshold);
}

function relation(over: boolean, threshold: number): string {
  return over ? `(over ${threshold} %)` : `(back below ${threshold} %)`;
}
