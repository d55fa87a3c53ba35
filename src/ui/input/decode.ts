/**
 * What a terminal sends, told apart: keys, pastes, mouse, and answers to what we asked. A chunk may hold many keys
 * (`jjj` arrives as one) and may end in the middle of a sequence; see ctlseqs of XTerm, "Special Keyboard Keys" and
 * "Mouse Tracking", SGR mode 1006.
 */
export type InputEvent =
  /** `a`, `A`, `space`, `enter`, `up`, `ctrl+d`, `shift+tab`, `alt+x`. */
  | { readonly kind: 'key'; readonly key: string; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** A paste whose end has not come: nothing of it is known to be whole. */
  | { readonly kind: 'paste-stalled' }
  /** Column and row from 0. */
  | { readonly kind: 'mouse'; readonly action: MouseAction; readonly column: number; readonly row: number }
  /** The background colour, asked for with OSC 11. */
  | { readonly kind: 'background'; readonly rgb: readonly [number, number, number] };

export type MouseAction = 'press' | 'release' | 'wheel-up' | 'wheel-down' | 'other';

export const pasteStart = '\x1b[200~';
export const pasteEnd = '\x1b[201~';

export interface Decoded {
  readonly events: InputEvent[];
  /** The start of a sequence whose end has not come yet. */
  readonly rest: string;
}

export function decode(input: string): Decoded {
  const events: InputEvent[] = [];
  let at = 0;
  while (at < input.length) {
    if (input.startsWith(pasteStart, at)) {
      const end = input.indexOf(pasteEnd, at);
      if (end < 0) return { events, rest: input.slice(at) };
      events.push({ kind: 'paste', text: input.slice(at + pasteStart.length, end) });
      at = end + pasteEnd.length;
      continue;
    }
    const step = input[at] === '\x1b' ? decodeEscape(input, at) : decodeCharacter(input, at);
    if (step === 'incomplete') return { events, rest: input.slice(at) };
    if (step.event !== undefined) events.push(step.event);
    at = step.next;
  }
  return { events, rest: '' };
}

/** A lone escape after which nothing came: the Escape key itself. Other remains are no key. */
export function decodeRest(rest: string): InputEvent[] {
  if (rest.startsWith(pasteStart)) return [{ kind: 'paste-stalled' }];
  return rest === '\x1b' ? [key('escape')] : [];
}

type Step = { readonly event: InputEvent | undefined; readonly next: number };

function decodeEscape(input: string, at: number): Step | 'incomplete' {
  const introducer = input[at + 1];
  if (introducer === undefined) return 'incomplete';
  if (introducer === '[') return decodeCsi(input, at);
  if (introducer === ']') return decodeOsc(input, at);
  if (introducer === 'O') {
    const final = input[at + 2];
    return final === undefined ? 'incomplete' : { event: named(ss3[final]), next: at + 3 };
  }
  // Escape and a control key in one batch are two keys: nobody means Alt-Ctrl-C.
  if (introducer < ' ') return { event: key('escape'), next: at + 1 };
  const plain = decodeCharacter(input, at + 1);
  return { event: plain.event?.kind === 'key' ? key(`alt+${plain.event.key}`) : undefined, next: plain.next };
}

// CSI: parameters 0x30–0x3f, intermediates 0x20–0x2f, one final byte 0x40–0x7e (ECMA-48 5.4).
const csi = /\x1b\[([\x30-\x3f]*)([\x20-\x2f]*)([\x40-\x7e])/y;
const csiStart = /\x1b\[[\x20-\x3f]*$/y;

function decodeCsi(input: string, at: number): Step | 'incomplete' {
  csi.lastIndex = at;
  const match = csi.exec(input);
  if (match === null) {
    csiStart.lastIndex = at;
    return csiStart.test(input) ? 'incomplete' : { event: undefined, next: at + 2 };
  }
  const [all, parameters = '', , final = ''] = match;
  const next = at + all.length;
  if (parameters.startsWith('<')) return { event: mouse(parameters.slice(1), final), next };
  const [first = '', modifier = '1'] = parameters.split(';');
  if (final === 'u') return { event: kittyKey(first, modifier), next };
  const name = final === '~' ? tildeKeys[first] : final === 'Z' ? 'shift+tab' : csiKeys[final];
  return { event: named(name, modifier), next };
}

function decodeOsc(input: string, at: number): Step | 'incomplete' {
  const bell = input.indexOf('\x07', at);
  const terminator = input.indexOf('\x1b\\', at + 2);
  const end = bell < 0 ? terminator : terminator < 0 ? bell : Math.min(bell, terminator);
  if (end < 0) return 'incomplete';
  const body = input.slice(at + 2, end);
  const next = end + (end === bell ? 1 : 2);
  const match = /^11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)/i.exec(body);
  if (match === null) return { event: undefined, next };
  // One to four hex digits a channel, of any depth (XParseColor): scaled to eight bits.
  const channel = (digits = '0'): number => Math.round((Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255);
  return { event: { kind: 'background', rgb: [channel(match[1]), channel(match[2]), channel(match[3])] }, next };
}

function decodeCharacter(input: string, at: number): Step {
  const code = input.codePointAt(at) ?? 0;
  const character = String.fromCodePoint(code);
  return {
    event: key(characterName(character, code), code < 32 || code === 127 ? '' : character),
    next: at + character.length,
  };
}

function characterName(character: string, code: number): string {
  if (code === 13 || code === 10) return 'enter';
  if (code === 9) return 'tab';
  if (code === 127 || code === 8) return 'backspace';
  if (code === 0) return 'ctrl+space';
  if (code < 27) return `ctrl+${String.fromCharCode(code + 96)}`;
  if (code < 32) return `ctrl+${String.fromCharCode(code + 64)}`;
  return character === ' ' ? 'space' : character;
}

function mouse(parameters: string, final: string): InputEvent | undefined {
  const [button = 0, column = 1, row = 1] = parameters.split(';').map(Number);
  return { kind: 'mouse', action: mouseAction(button, final), column: column - 1, row: row - 1 };
}

function mouseAction(button: number, final: string): MouseAction {
  if (final === 'm') return 'release';
  if ((button & 64) !== 0) return (button & 1) === 0 ? 'wheel-up' : 'wheel-down';
  return (button & 3) === 0 && (button & 32) === 0 ? 'press' : 'other';
}

/** A modified key as the modifyOtherKeys and kitty protocols send it: code point and modifiers. */
function kittyKey(code: string, modifier: string): InputEvent | undefined {
  const point = Number.parseInt(code, 10);
  if (!Number.isInteger(point) || point > 0x10ffff) return undefined;
  const character = String.fromCodePoint(point);
  const name = point === 27 ? 'escape' : characterName(character, point);
  return named(name, modifier, modifier === '1' && point >= 32 ? character : '');
}

function named(name: string | undefined, modifier = '1', text = ''): InputEvent | undefined {
  return name === undefined ? undefined : key(withModifiers(name, modifier), text);
}

/** One more than a sum of shift 1, alt 2, ctrl 4. */
function withModifiers(name: string, modifier: string): string {
  const bits = Number.parseInt(modifier, 10) - 1;
  if (!(bits > 0)) return name;
  return `${(bits & 4) === 0 ? '' : 'ctrl+'}${(bits & 2) === 0 ? '' : 'alt+'}${(bits & 1) === 0 ? '' : 'shift+'}${name}`;
}

function key(name: string, text = ''): InputEvent {
  return { kind: 'key', key: name, text };
}

const arrows: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end' };
const csiKeys: Readonly<Record<string, string>> = { ...arrows, P: 'f1', Q: 'f2', R: 'f3', S: 'f4' };
const ss3: Readonly<Record<string, string>> = { ...csiKeys, M: 'enter' };
const tildeKeys: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
};
