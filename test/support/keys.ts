/** What a terminal sends for a key, as xterm does. */
export const keys = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  shiftTab: '\x1b[Z',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageUp: '\x1b[5~',
  pageDown: '\x1b[6~',
  delete: '\x1b[3~',
  space: ' ',
  ctrl: (letter: string): string => String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64),
  /** A press of the left button and its release; the cell counted from 1, as terminals do (SGR, 1006). */
  click: (column: number, row: number): string => `\x1b[<0;${column};${row}M\x1b[<0;${column};${row}m`,
  wheelUp: (column: number, row: number): string => `\x1b[<64;${column};${row}M`,
  wheelDown: (column: number, row: number): string => `\x1b[<65;${column};${row}M`,
  paste: (text: string): string => `\x1b[200~${text}\x1b[201~`,
} as const;
