import { formatBytes, formatClock, formatCount, formatElapsed, formatRate, plural } from '../../base/quantities.ts';
import { timeLeft } from '../../store/rate.ts';
import type { State } from '../../store/state.ts';
import { paneIds } from '../layout.ts';
import { type App, layoutOf } from '../model/app.ts';
import type { UiState } from '../model/ui-state.ts';
import { allWaitFor } from '../model/waiting.ts';
import { paneTitles } from '../pane-titles.ts';
import { blanks, cutEnd, cutMiddle, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

export interface Header {
  readonly text: string;
  /** Where the spinner turns; undefined while nothing is under way. */
  readonly spinnerColumn: number | undefined;
}

/** The first line: whose screen it is, the folder, and what is under way. In one-pane layouts the tabs. */
export function drawHeader(app: App, folder: string, theme: Theme): Header {
  const work = workInWords(app.state, Date.now());
  if (layoutOf(app.ui).kind === 'single') return drawTabs(app, work !== undefined, theme);
  const { columns } = app.ui.size;
  const { paint } = theme;
  const name = ' forkful  ';
  const status = cutEnd(work ?? idleWords(app.state), columns - name.length - 4);
  const shownFolder = cutMiddle(app.state.folder ?? folder, columns - name.length - widthOf(status) - 4);
  const gap = columns - name.length - widthOf(shownFolder) - widthOf(status) - 1;
  const paintStatus = work === undefined ? paint.faint : paint.text;
  return {
    text: `${paint.title(name)}${paint.faint(shownFolder)}${blanks(gap)}${paintStatus(status)} `,
    spinnerColumn: work === undefined ? undefined : columns - widthOf(status) - 3,
  };
}

/** The panes by number and name, as much of the names as there is room for. */
function drawTabs({ ui }: App, working: boolean, theme: Theme): Header {
  const room = ui.size.columns - 3;
  const tabs = [12, 4, 0].map((letters) => tabsWithNames(ui, letters, theme)).find(({ width }) => width <= room);
  const { text, width } = tabs ?? { text: '', width: 0 };
  const column = ui.size.columns - 2;
  return { text: text + blanks(ui.size.columns - width), spinnerColumn: working ? column : undefined };
}

function tabsWithNames(ui: UiState, letters: number, { paint, glyphs }: Theme): { text: string; width: number } {
  let text = '';
  let width = 0;
  for (const [index, pane] of paneIds.entries()) {
    const focused = pane === ui.focus;
    const name = focused ? paneTitles[pane] : paneTitles[pane].slice(0, letters);
    const tab = ` ${focused ? glyphs.focusMark : ''}${index + 1}${name === '' ? '' : ' '}${name} `;
    text += focused ? paint.selected(tab) : paint.faint(tab);
    width += widthOf(tab);
  }
  return { text, width };
}

/** One line of what is under way, the most important first; undefined where nothing is. */
export function workInWords(state: State, now: number): string | undefined {
  return removalWords(state) ?? scanWords(state, now) ?? downloadWords(state, now);
}

function removalWords({ removal }: State): string | undefined {
  if (removal.phase === 'idle') return undefined;
  const verb = removal.phase === 'removing' ? 'removing' : 'bringing back';
  const { settled, actions, pace } = removal;
  if (actions === 0) return removal.phase === 'removing' ? verb : `${verb}: reading the journal`;
  const left = timeLeft(actions - settled, pace.rate);
  return [
    `${verb} ${formatCount(settled)} of ${formatCount(actions)}`,
    ...(pace.rate === undefined ? [] : [`${formatCount(Math.round(pace.rate))} files/s`]),
    ...(left === undefined ? [] : [`${formatClock(left)} left`]),
  ].join(' · ');
}

function scanWords({ scan, waitsFor }: State, now: number): string | undefined {
  if (scan.phase !== 'running') return undefined;
  const { progress } = scan;
  if (progress === undefined && waitsFor !== undefined) return `waiting for ${waitsFor} · scan`;
  if (progress === undefined) return `scanning · ${formatClock(now - scan.startedAt)}`;
  if (progress.phase === 'walking') {
    return `walking · ${plural(progress.files, 'file')} · ${formatClock(now - scan.startedAt)}`;
  }
  // Where all is known by its size, or from the scan before, nothing is read.
  if (progress.totalBytes === 0) return `comparing ${plural(progress.candidates, 'file')}`;
  const rate = scan.read.rate;
  const left = timeLeft(progress.totalBytes - progress.doneBytes, rate);
  return [
    `comparing ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`,
    ...(rate === undefined || rate === 0 ? [] : [formatRate(rate)]),
    ...(left === undefined ? [] : [`${formatClock(left)} left`]),
  ].join(' · ');
}

function downloadWords(state: State, now: number): string | undefined {
  const { downloads, paused } = state;
  if (downloads.unfinished === 0 || paused) return undefined;
  const waits = allWaitFor(state, now);
  const count = `${formatCount(downloads.arrived)} of ${formatCount(downloads.size)}`;
  const rate = downloads.list().reduce((sum, row) => sum + row.rate, 0);
  return [
    waits === undefined ? `downloading ${count}` : `${waits.words} · ${count}`,
    ...(rate > 0 ? [formatRate(rate)] : []),
    ...(waits?.again === undefined ? [] : [waits.again]),
  ].join(' · ');
}

function idleWords({ scan, downloads, paused }: State): string {
  if (paused && downloads.unfinished > 0)
    return `paused · ${plural(downloads.unfinished, 'download waits', 'downloads wait')} · Space goes on`;
  if (scan.phase === 'done' && scan.summary !== undefined) {
    const { stats } = scan.summary;
    return `${plural(stats.files, 'file')} scanned in ${formatElapsed(stats.elapsedMs)}`;
  }
  return scan.phase === 'failed' ? 'the scan failed: see the log (5)' : 'idle';
}
