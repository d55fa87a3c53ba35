import { formatBytes, plural } from '../base/quantities.ts';
import type { ActionOutcome, RunSummary } from '../removal/types.ts';

/** A removal or an undo under way. */
export interface RemovalState {
  readonly phase: 'idle' | 'removing' | 'undoing';
  readonly actions: number;
  readonly settled: number;
  /** Runs of this session that an undo could take back. */
  readonly runs: number;
}

export interface Notice {
  readonly level: 'good' | 'info' | 'warning' | 'error';
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export const idleRemoval: RemovalState = { phase: 'idle', actions: 0, settled: 0, runs: 0 };

export function startRemoval(state: RemovalState, undo: boolean, actions: number): RemovalState {
  return { ...state, phase: undo ? 'undoing' : 'removing', actions, settled: 0 };
}

export function settleActions(state: RemovalState, outcomes: readonly ActionOutcome[]): RemovalState {
  return { ...state, settled: Math.min(state.actions, state.settled + outcomes.length) };
}

export function endRemoval(state: RemovalState, undo: boolean, summary: RunSummary | undefined): RemovalState {
  const runs = summary !== undefined && summary.done > 0 ? state.runs + (undo ? -1 : 1) : state.runs;
  return { phase: 'idle', actions: 0, settled: 0, runs: Math.max(0, runs) };
}

/** One sentence: what was done, what was left alone, and the way back. */
export function summarize(undo: boolean, summary: RunSummary): string {
  const done = undo
    ? `${plural(summary.done, 'file')} brought back`
    : `${plural(summary.done, 'file')} removed, ${formatBytes(summary.bytes)} gained`;
  const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : '';
  const failed = summary.failed > 0 ? `, ${summary.failed} failed` : '';
  const back = !undo && summary.done > 0 ? ' · u takes it back' : '';
  const why = summary.skipped + summary.failed > 0 ? ' · reasons in the log (5)' : '';
  return `${done}${skipped}${failed}${why}${back}`;
}
