import { formatBytes, formatClock, formatCount, formatRate } from '../../base/quantities.ts';
import { timeLeft } from '../../store/rate.ts';
import type { State } from '../../store/state.ts';
import { paneIds } from '../layout.ts';
import { type App, layoutOf } from '../model/app.ts';
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
  const { columns } = app.ui.size;
  const { paint } = theme;
  const work = workInWords(app.state, Date.now());
  const name = layoutOf(app.ui).kind === 'single' ? tabs(app, theme) : undefined;
  if (name !== undefined) {
    const room = columns - name.width - 2;
    return { text: name.text + blanks(room + 2), spinnerColumn: work === undefined ? undefined : columns - 2 };
  }
  const status = work === undefined ? idleWords(app.state) : work;
  const shownStatus = cutEnd(status, Math.max(0, columns - 16));
  const room = columns - 10 - widthOf(shownStatus) - 4;
  const shownFolder = cutMiddle(folder, Math.max(0, room));
  const left = ` ${paint.title('forkful')}  ${paint.faint(shownFolder)}`;
  const used = 1 + 7 + 2 + widthOf(shownFolder);
  const gap = Math.max(1, columns - used - widthOf(shownStatus) - 1);
  return {
    text: `${left}${blanks(gap)}${(work === undefined ? paint.faint : paint.text)(shownStatus)} `,
    spinnerColumn: work === undefined ? undefined : used + gap - 2,
  };
}

function tabs({ ui }: App, { paint, glyphs }: Theme): { readonly text: string; readonly width: number } {
  const short = ui.size.columns < 70;
  let text = '';
  let width = 0;
  for (const [index, pane] of paneIds.entries()) {
    const focused = pane === ui.focus;
    const title = short ? paneTitles[pane].slice(0, focused ? 12 : 4) : paneTitles[pane];
    const tab = focused ? ` ${glyphs.focusMark}${index + 1} ${title} ` : ` ${index + 1} ${title} `;
    text += focused ? paint.selected(tab) : paint.faint(tab);
    width += widthOf(tab);
  }
  return { text, width };
}

/** One line of what is under way, the most important first; undefined where nothing is. */
export function workInWords(state: State, now: number): string | undefined {
  return removalWords(state) ?? scanWords(state, now) ?? downloadWords(state);
}

function removalWords({ removal }: State): string | undefined {
  if (removal.phase === 'idle') return undefined;
  const verb = removal.phase === 'removing' ? 'removing' : 'bringing back';
  return `${verb} ${formatCount(removal.settled)} of ${formatCount(removal.actions)}`;
}

function scanWords({ scan }: State, now: number): string | undefined {
  if (scan.phase !== 'running') return undefined;
  const { progress } = scan;
  if (progress === undefined) return `scanning · ${formatClock(now - scan.startedAt)}`;
  if (progress.phase === 'walking') {
    return `walking · ${formatCount(progress.files)} files · ${formatClock(now - scan.startedAt)}`;
  }
  const rate = scan.read.rate;
  const left = timeLeft(progress.totalBytes - progress.doneBytes, rate);
  return [
    `comparing ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`,
    ...(rate === undefined ? [] : [formatRate(rate)]),
    ...(left === undefined ? [] : [`${formatClock(left)} left`]),
  ].join(' · ');
}

function downloadWords({ downloads, paused }: State): string | undefined {
  const { active, waiting } = downloads.counts;
  if (downloads.unfinished === 0 || paused) return undefined;
  const rate = downloads.list().reduce((sum, row) => sum + row.rate, 0);
  const finished = downloads.size - downloads.unfinished;
  return [
    `downloading ${formatCount(finished)} of ${formatCount(downloads.size)}`,
    ...(rate > 0 ? [formatRate(rate)] : []),
    ...(active === 0 && waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
  ].join(' · ');
}

function idleWords({ scan, downloads, paused }: State): string {
  if (paused && downloads.unfinished > 0)
    return `paused · ${formatCount(downloads.unfinished)} downloads wait · Space goes on`;
  if (scan.phase === 'done' && scan.summary !== undefined) {
    const { stats } = scan.summary;
    return `${formatCount(stats.files)} files scanned in ${formatClock(stats.elapsedMs)}`;
  }
  return scan.phase === 'failed' ? 'the scan failed: see the log (5)' : 'idle';
}
