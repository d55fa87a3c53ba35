import { asciiGlyphs, type Glyphs } from '../theme/glyphs.ts';
import { makeTheme, type Theme } from '../theme/theme.ts';

/** Signs as words; what only draws a shape is left out. */
const glyphs: Glyphs = {
  ...asciiGlyphs,
  cursor: '',
  focusMark: '',
  folded: 'folded',
  unfolded: 'open',
  survivor: '',
  marked: 'x',
  done: 'done',
  equal: 'duplicate',
  different: 'different',
  failed: 'failed',
  waiting: 'waiting',
  queued: 'queued',
  paused: 'paused',
  warning: 'warning',
  zombie: 'zombie',
  orphan: 'orphan',
  barDone: '',
  barLeft: '',
  branch: '',
  lastBranch: '',
  trunk: '',
  times: 'x',
  dot: ',',
  arrow: 'to',
  up: 'at most',
  down: 'active',
  thumb: '',
};

export const spokenTheme: Theme = { ...makeTheme({ name: 'none', depth: 1, ascii: true }), glyphs };

/** In a dialog the chosen answer or item is part of the text. */
export const spokenDialogTheme: Theme = { ...spokenTheme, glyphs: { ...glyphs, cursor: '(selected)' } };

const sgr = /\x1b\[[0-9;]*m/g;
const shapes = /[\u2500-\u259f\u2800-\u28ff]/g;

/** A drawn line as somebody would read it out: no colours, no shapes, one blank between words. */
export function readOut(line: string): string {
  return line
    .replace(sgr, '')
    .replace(shapes, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.]( |$))/g, '')
    .trim();
}
