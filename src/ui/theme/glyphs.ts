/** The signs the screen is drawn with, in two sets: Unicode, and ASCII for fonts and terminals that lack them. */
export interface Glyphs {
  readonly box: BoxGlyphs;
  /** Of the pane that has the keys. */
  readonly focusedBox: BoxGlyphs;
  readonly focusMark: string;
  readonly cursor: string;
  readonly folded: string;
  readonly unfolded: string;
  readonly survivor: string;
  readonly marked: string;
  readonly done: string;
  /** The same content as another. */
  readonly equal: string;
  /** Not as the other. */
  readonly different: string;
  readonly failed: string;
  readonly waiting: string;
  readonly queued: string;
  readonly paused: string;
  readonly warning: string;
  readonly zombie: string;
  readonly orphan: string;
  readonly barDone: string;
  readonly barLeft: string;
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
  readonly times: string;
  readonly dot: string;
  readonly dash: string;
  readonly ellipsis: string;
  readonly arrow: string;
  readonly up: string;
  readonly down: string;
  readonly thumb: string;
  /** Of ink-spinner: slow ones, since each step is a paint of the screen. */
  readonly spinner: 'squareCorners' | 'line';
  /** Levels of a sparkline from empty to full; undefined: braille, two values a character. */
  readonly levels: readonly string[] | undefined;
  /** Under a curve, where it has no values yet. */
  readonly baseline: string;
}

export interface BoxGlyphs {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
}

const rounded: BoxGlyphs = {
  topLeft: '╭',
  topRight: '╮',
  bottomLeft: '╰',
  bottomRight: '╯',
  horizontal: '─',
  vertical: '│',
};

const heavy: BoxGlyphs = {
  topLeft: '┏',
  topRight: '┓',
  bottomLeft: '┗',
  bottomRight: '┛',
  horizontal: '━',
  vertical: '┃',
};

const ascii: BoxGlyphs = {
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  horizontal: '-',
  vertical: '|',
};

export const unicodeGlyphs: Glyphs = {
  box: rounded,
  focusedBox: heavy,
  focusMark: '●',
  cursor: '▌',
  folded: '▸',
  unfolded: '▾',
  survivor: '★',
  marked: '✗',
  done: '✓',
  equal: '≡',
  different: '≠',
  failed: '✗',
  waiting: '◷',
  queued: '·',
  paused: '‖',
  warning: '▲',
  zombie: 'Z',
  orphan: '○',
  barDone: '━',
  barLeft: '─',
  branch: '├ ',
  lastBranch: '└ ',
  trunk: '│ ',
  times: '×',
  dot: '·',
  dash: '–',
  ellipsis: '…',
  arrow: '→',
  up: '↑',
  down: '↓',
  thumb: '┃',
  spinner: 'squareCorners',
  levels: undefined,
  // No dots: those are the least of a value.
  baseline: '▁',
};

export const asciiGlyphs: Glyphs = {
  box: ascii,
  focusedBox: { ...ascii, horizontal: '=' },
  focusMark: '*',
  cursor: '>',
  folded: '+',
  unfolded: '-',
  survivor: '*',
  marked: 'x',
  done: 'v',
  equal: '=',
  different: '#',
  failed: '!',
  waiting: '~',
  queued: '.',
  paused: '=',
  warning: '!',
  zombie: 'Z',
  orphan: 'o',
  barDone: '#',
  barLeft: '.',
  branch: '|-',
  lastBranch: '`-',
  trunk: '| ',
  times: 'x',
  dot: '-',
  dash: '-',
  ellipsis: '~',
  arrow: '->',
  up: '^',
  down: 'v',
  thumb: '#',
  spinner: 'line',
  levels: [' ', '.', ':', '-', '=', '+', '*', '#', '@'],
  baseline: '_',
};
