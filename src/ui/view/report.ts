import { formatElapsed } from '../../base/quantities.ts';
import { onlyWaits, type ReportState } from '../../store/report.ts';
import { padEnd, widthOf, wrap } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

/** What an item of the report's menu found, or that it is under way. @param width columns of a line */
export function reportLines(report: ReportState | undefined, width: number, { paint }: Theme): string[] {
  if (report === undefined) return [];
  if (report.phase === 'running') {
    const away = onlyWaits(report) ? 'Enter puts this away' : 'Esc puts this away';
    const words = [report.note, `under way; ${away}, the result comes to the log`].filter(Boolean);
    return words.flatMap((text) => wrap(text, width - 2)).map((line) => ` ${paint.faint(line)}`);
  }
  // Longer names stand on a line of their own.
  const widestName = Math.min(44, Math.floor(width / 2));
  const short = report.rows.map(([name]) => widthOf(name)).filter((columns) => columns <= widestName);
  const column = Math.max(0, ...short) + 2;
  const valueWidth = Math.max(8, width - column - 2);
  const lines = report.rows.flatMap(([name, value]) => {
    const long = widthOf(name) > widestName;
    const values = wrap(value, valueWidth);
    return [
      ...(long ? wrap(name, width - 2).map((line) => ` ${paint.faint(line)}`) : []),
      ...values.map(
        (line, index) => ` ${paint.faint(padEnd(index === 0 && !long ? name : '', column))}${paint.text(line)}`,
      ),
    ];
  });
  const verdict = report.phase === 'done' ? paint.good('done') : paint.bad('failed');
  return [...lines, '', ` ${verdict} ${paint.faint('in')} ${paint.strong(formatElapsed(report.elapsedMs ?? 0))}`];
}

/** What stands in the border: the keys that work here. */
export function reportKeys(report: ReportState | undefined): string {
  if (onlyWaits(report)) return 'Esc stops waiting';
  return report?.number === 12 && report.phase === 'done' ? 'e exports · Esc closes' : 'Esc closes';
}
