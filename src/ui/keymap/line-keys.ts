/** Keys while a line of text is typed. This table dispatches them, and writes their part of the help and of the README. */
export const lineKeys = [
  { edit: 'left', keys: ['left', 'ctrl+b'], about: 'one character back' },
  { edit: 'right', keys: ['right', 'ctrl+f'], about: 'one character on' },
  { edit: 'word-left', keys: ['ctrl+left', 'alt+b'], about: 'one word back' },
  { edit: 'word-right', keys: ['ctrl+right', 'alt+f'], about: 'one word on' },
  { edit: 'start', keys: ['home', 'ctrl+a'], about: 'to the start' },
  { edit: 'end', keys: ['end', 'ctrl+e'], about: 'to the end' },
  { edit: 'erase-before', keys: ['backspace'], about: 'erase the character before' },
  { edit: 'erase-at', keys: ['delete', 'ctrl+d'], about: 'erase the character at the cursor' },
  { edit: 'erase-word', keys: ['ctrl+w'], about: 'erase the word before' },
  { edit: 'erase-start', keys: ['ctrl+u'], about: 'erase all before the cursor' },
  { edit: 'erase-end', keys: ['ctrl+k'], about: 'erase all from the cursor on' },
] as const;

export type LineEdit = (typeof lineKeys)[number]['edit'];
