import { formatBytes, formatCount } from '../../base/quantities.ts';
import type { Comparison, Preview } from '../../preview/types.ts';
import { cutEnd } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

/** How two files compare, or how far that is known. */
export function verdictLine(preview: Preview | undefined, width: number, theme: Theme): string {
  const { paint, glyphs } = theme;
  if (preview === undefined) return '';
  const { comparison } = preview;
  if (comparison === undefined) return ` ${paint.faint(cutEnd(progressWords(preview), width - 2))}`;
  const words = cutEnd(verdictWords(comparison, preview), width - 4);
  switch (comparison.kind) {
    case 'same':
    case 'one-file':
      return ` ${paint.good(`${glyphs.equal} ${words}`)}`;
    case 'differs':
      return ` ${paint.marked(`${glyphs.different} ${words}`)}`;
    case 'impossible':
      return ` ${paint.warn(`${glyphs.warning} ${words}`)}`;
  }
}

/** The same in words alone, for a line of its own or for a program's reader. */
export function verdictWords(comparison: Comparison, { files }: Preview): string {
  const sizes = files.map((file) => file?.size ?? 0);
  switch (comparison.kind) {
    case 'same':
      return `same content, compared to the last of ${formatCount(sizes[0] ?? 0)} bytes`;
    case 'one-file':
      return 'one file under two names';
    case 'impossible':
      return `not compared: ${comparison.reason}`;
    case 'differs': {
      const { at, line } = comparison;
      const shorter = sizes.indexOf(at);
      if (shorter >= 0)
        return `the ${shorter === 0 ? 'first' : 'second'} ends after ${formatCount(at)} bytes; so far they are equal`;
      return `first difference at byte ${formatCount(at + 1)}${line === undefined ? '' : `, in line ${formatCount(line)}`}`;
    }
  }
}

function progressWords({ compared, files, failure }: Preview): string {
  if (failure !== undefined) return 'not compared';
  const whole = Math.min(...files.map((file) => file?.size ?? 0));
  return compared === 0
    ? 'comparing …'
    : `comparing: the first ${formatBytes(compared)} of ${formatBytes(whole)} are equal`;
}
