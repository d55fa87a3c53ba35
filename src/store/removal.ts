import { formatBytes, plural } from '../base/quantities.ts';
import type { ActionOutcome, RunSummary } from '../removal/types.ts';
import { type Meter, moveMeter, startMeter } from './rate.ts';

/** A removal or an undo under way. */
export interface RemovalState {
  readonly phase: 'idle' | 'removing' | 'undoing';
  readonly actions: number;
  readonly settled: number;
  /** Of what is settled. */
  readonly pace: Meter;
  /** Runs of this session that an undo could take back. */
  readonly runs: number;
}

export interface Notice {
  readonly level: 'good' | 'info' | 'warning' | 'error';
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const idleRemoval: RemovalState = { phase: 'idle', actions: 0, settled: 0, pace: startMeter(0), runs: 0 };

export function startRemoval(state: RemovalState, undo: boolean, actions: number, now: number): RemovalState {
  return { ...state, phase: undo ? 'undoing' : 'removing', actions, settled: 0, pace: startMeter(now) };
}

export function settleActions(state: RemovalState, outcomes: readonly ActionOutcome[], now: number): RemovalState {
  const settled = Math.min(state.actions, state.settled + outcomes.length);
  return { ...state, settled, pace: moveMeter(state.pace, settled, now) };
}

export function endRemoval(state: RemovalState, undo: boolean, summary: RunSummary | undefined): RemovalState {
  const runs = summary !== undefined && summary.done > 0 ? state.runs + (undo ? -1 : 1) : state.runs;
  return { ...idleRemoval, runs: Math.max(0, runs) };
}

const changesNothing = ({ done, planned, skipped, failed }: RunSummary): boolean =>
  done + planned + skipped + failed === 0;

export function levelOf(summary: RunSummary): Notice['level'] {
  if (changesNothing(summary)) return 'info';
  return summary.failed + summary.skipped > 0 ? 'warning' : 'good';
}

/** One sentence: what was done, what was left alone, and the way back. */
export function summarize(undo: boolean, summary: RunSummary): string {
  if (undo && changesNothing(summary)) return 'there is nothing to take back';
  const done = undo
    ? `${plural(summary.done, 'file')} brought back`
    : `${plural(summary.done, 'file')} removed, ${formatBytes(summary.bytes)} gained`;
  const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : '';
  const failed = summary.failed > 0 ? `, ${summary.failed} failed` : '';
  const back = !undo && summary.done > 0 ? ' · u takes it back' : '';
  const why = summary.skipped + summary.failed > 0 ? ' · reasons in the log (5)' : '';
  return `${done}${skipped}${failed}${why}${back}`;
}
