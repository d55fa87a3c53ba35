import { toText } from '../base/byte-path.ts';
import { unreachable } from '../base/errors.ts';
import { formatElapsed, plural } from '../base/quantities.ts';
import type { ActionOutcome } from '../removal/types.ts';
import { DownloadTable } from './downloads.ts';
import type { LogLevel, StoreEvent } from './events.ts';
import { addSample, setWorker } from './machine.ts';
import { endRemoval, levelOf, type Notice, settleActions, startRemoval, summarize } from './removal.ts';
import { endReport, noteReport, startReport } from './report.ts';
import { endScan, failScan, reduceScan, startScan } from './scan.ts';
import type { State } from './state.ts';

/**
 * One event in, the next state out; the very same state where nothing that is shown has changed.
 * @param now milliseconds since the epoch
 */
export function reduce(state: State, event: StoreEvent, now: number): State {
  switch (event.kind) {
    case 'download':
      return reduceDownload(state, event, now);
    case 'scan-started':
      state.duplicates.beginScan();
      return { ...state, scan: startScan(event.roots, now) };
    case 'scan':
      if (event.event.kind === 'groups') state.duplicates.add(event.event.groups);
      if (event.event.kind === 'problems') {
        for (const problem of event.event.problems) {
          log(state, 'warning', 'scan', `${toText(problem.path)}: ${problem.message}`, now);
        }
      }
      return { ...state, scan: reduceScan(state.scan, event.event, now) };
    case 'scan-ended': {
      state.duplicates.endScan();
      const { files, groups, elapsedMs } = event.summary.stats;
      log(
        state,
        'info',
        'scan',
        `${plural(files, 'file')}, ${plural(groups, 'group')} in ${formatElapsed(elapsedMs)}`,
        now,
      );
      return { ...state, scan: endScan(state.scan, event.summary) };
    }
    case 'scan-failed':
      log(state, 'error', 'scan', event.reason, now);
      return tell({ ...state, scan: failScan(state.scan, event.reason) }, 'error', `scan failed: ${event.reason}`, now);
    case 'removal-started':
      return { ...state, removal: startRemoval(state.removal, event.undo, event.actions, now) };
    case 'removal-begun':
      return { ...state, removal: { ...state.removal, actions: event.actions } };
    case 'removal':
      state.duplicates.apply(event.outcomes);
      for (const outcome of event.outcomes) logOutcome(state, outcome, now);
      return { ...state, removal: settleActions(state.removal, event.outcomes, now) };
    case 'removal-ended': {
      const removal = endRemoval(state.removal, event.undo, event.summary);
      return tell({ ...state, removal }, levelOf(event.summary), summarize(event.undo, event.summary), now);
    }
    case 'removal-failed': {
      const text = `${event.undo ? 'undo' : 'removal'} failed: ${event.reason}`;
      log(state, 'error', 'remove', text, now);
      return tell({ ...state, removal: endRemoval(state.removal, event.undo, undefined) }, 'error', text, now);
    }
    case 'worker':
      return { ...state, machine: setWorker(state.machine, event.status) };
    case 'system':
      return { ...state, machine: addSample(state.machine, event.sample, state.downloads.transferred) };
    case 'folder':
      return { ...state, folder: event.folder, downloads: new DownloadTable() };
    case 'report-started':
      return { ...state, report: startReport(event, now) };
    case 'report-note': {
      const report = noteReport(state.report, event);
      return report === state.report ? state : { ...state, report };
    }
    case 'report': {
      const words = `${event.number}, ${event.title}: ${event.ok ? 'done' : 'failed'} in ${formatElapsed(event.elapsedMs)}`;
      log(state, event.ok ? 'info' : 'warning', 'report', words, now);
      for (const [name, value] of event.rows) log(state, 'info', 'report', `${name}  ${value}`.trim(), now);
      return tell({ ...state, report: endReport(state.report, event) }, event.ok ? 'good' : 'warning', words, now);
    }
    case 'preview':
      return { ...state, preview: event.preview };
    case 'gate':
      return { ...state, waitsFor: event.waitsFor };
    case 'paused': {
      if (event.paused === state.paused) return state;
      const words = event.paused ? 'downloads paused' : 'downloads go on';
      log(state, 'info', 'download', words, now);
      return tell({ ...state, paused: event.paused }, 'info', words, now);
    }
    case 'log':
      state.log.add({ level: event.level, source: event.source, text: event.text, at: event.at });
      if (event.level === 'error') return tell(state, 'error', `${event.source}: ${event.text}`, now);
      return event.told === true ? tell(state, 'info', event.text, now) : { ...state };
    default:
      return unreachable(event);
  }
}

function reduceDownload(state: State, { event }: Extract<StoreEvent, { kind: 'download' }>, now: number): State {
  if (event.kind === 'halted') {
    log(state, 'error', 'download', event.reason, now);
    return tell({ ...state, paused: true }, 'error', `downloads paused: ${event.reason}`, now);
  }
  if (event.kind === 'exchanged') {
    state.downloads.exchange(event.id, event.other);
    return { ...state };
  }
  if (event.kind === 'held') {
    state.downloads.hold(event.host, event.until);
    return { ...state };
  }
  const changed = state.downloads.apply(event);
  if (!changed) return state;
  if (event.kind === 'failed') {
    log(state, 'error', 'download', `${event.url}: ${event.reason}`, now);
    return tell(state, 'error', `download failed: ${event.reason}`, now);
  }
  if (event.kind === 'done' && event.duplicateOf !== undefined) {
    log(state, 'info', 'download', `${event.path} is a duplicate of ${event.duplicateOf}`, now);
  }
  return { ...state };
}

function logOutcome(state: State, outcome: ActionOutcome, now: number): void {
  const path = toText(outcome.path);
  if (outcome.result === 'done') log(state, 'info', 'remove', `${outcome.kind}: ${path}`, now);
  else log(state, 'warning', 'remove', `${path} ${outcome.result}: ${outcome.reason ?? 'no reason given'}`, now);
}

function log(state: State, level: LogLevel, source: string, text: string, at: number): void {
  state.log.add({ level, source, text, at });
}

function tell(state: State, level: Notice['level'], text: string, at: number): State {
  return { ...state, notice: { level, text, at } };
}
