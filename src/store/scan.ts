import type { ScanEvent, ScanProblem, ScanProgress, ScanSummary } from '../duplicates/types.ts';
import { type Meter, moveMeter, startMeter } from './rate.ts';

export interface ScanState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  readonly roots: readonly string[];
  readonly startedAt: number;
  readonly progress: ScanProgress | undefined;
  readonly read: Meter;
  readonly summary: ScanSummary | undefined;
  readonly reason: string | undefined;
  readonly problems: number;
  /** The first of them. */
  readonly shownProblems: readonly ScanProblem[];
}

const problemsKept = 1000;

export const idleScan: ScanState = {
  phase: 'idle',
  roots: [],
  startedAt: 0,
  progress: undefined,
  read: startMeter(0),
  summary: undefined,
  reason: undefined,
  problems: 0,
  shownProblems: [],
};

export function startScan(roots: readonly string[], now: number): ScanState {
  return { ...idleScan, phase: 'running', roots, startedAt: now, read: startMeter(now) };
}

/** Groups go to the table of duplicates; here is what remains: how far it is, and what could not be read. */
export function reduceScan(state: ScanState, event: ScanEvent, now: number): ScanState {
  switch (event.kind) {
    case 'progress':
      return { ...state, progress: event.progress, read: moveMeter(state.read, event.progress.doneBytes, now) };
    case 'groups':
      return state;
    case 'problems': {
      const room = problemsKept - state.shownProblems.length;
      return {
        ...state,
        problems: state.problems + event.problems.length,
        shownProblems: room > 0 ? [...state.shownProblems, ...event.problems.slice(0, room)] : state.shownProblems,
      };
    }
  }
}

export function endScan(state: ScanState, summary: ScanSummary): ScanState {
  return { ...state, phase: 'done', summary, problems: Math.max(state.problems, summary.problems) };
}

export function failScan(state: ScanState, reason: string): ScanState {
  return { ...state, phase: 'failed', reason };
}
