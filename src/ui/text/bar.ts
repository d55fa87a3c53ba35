import type { Glyphs } from '../theme/glyphs.ts';
import type { Paints } from '../theme/theme.ts';

/** A bar of exactly `columns`; `share` from 0 to 1, undefined where the whole is not known. Full only at the very end. */
export function makeBar(share: number | undefined, columns: number, glyphs: Glyphs, paint: Paints): string {
  const filled = share === undefined ? 0 : share >= 1 ? columns : Math.min(columns - 1, Math.floor(share * columns));
  return (
    paint.bar(glyphs.barDone.repeat(Math.max(0, filled))) +
    paint.border(glyphs.barLeft.repeat(columns - Math.max(0, filled)))
  );
}

/** `82 %`, in four columns; 100 % is said only of what is whole. */
export function formatShare(share: number | undefined): string {
  if (share === undefined) return '  – ';
  const percent = share >= 1 ? 100 : Math.min(99, Math.floor(share * 100));
  return `${percent} %`.padStart(5);
}
