import type { MenuNumber } from '../report/menu.ts';
import type { ReportRows } from '../report/result.ts';
import type { StoreEvent } from './events.ts';

/** The item of the report's menu that was begun last. */
export interface ReportState {
  readonly run: number;
  readonly number: MenuNumber;
  readonly title: string;
  readonly phase: 'running' | 'done' | 'failed';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly elapsedMs: number | undefined;
  readonly rows: ReportRows;
  /** How it stands while it is under way; empty where nothing was said. */
  readonly note: string;
}

export function startReport(
  { run, number, title }: Extract<StoreEvent, { kind: 'report-started' }>,
  now: number,
): ReportState {
  return { run, number, title, phase: 'running', startedAt: now, elapsedMs: undefined, rows: [], note: '' };
}

export function noteReport(
  state: ReportState | undefined,
  { run, text }: Extract<StoreEvent, { kind: 'report-note' }>,
): ReportState | undefined {
  return state?.run === run && state.note !== text ? { ...state, note: text } : state;
}

/** It does nothing but wait for memory: nothing is lost where it ends before. */
export function onlyWaits(state: ReportState | undefined): boolean {
  return state?.phase === 'running' && state.number === 13;
}

/** The end of an earlier item leaves the one that is shown alone. */
export function endReport(
  state: ReportState | undefined,
  { run, rows, elapsedMs, ok }: Extract<StoreEvent, { kind: 'report' }>,
): ReportState | undefined {
  return state?.run === run ? { ...state, phase: ok ? 'done' : 'failed', elapsedMs, rows } : state;
}
