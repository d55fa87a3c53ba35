import { asciiGlyphs, type Glyphs, unicodeGlyphs } from './glyphs.ts';
import { type Colour, type ColourDepth, makePaint, type Paint, plain, type Style } from './paint.ts';

export const themeNames = ['dark', 'light', 'contrast', 'none'] as const;
export type ThemeName = (typeof themeNames)[number];
/** `auto`: dark or light, as the terminal's background is. */
export const themeChoices = ['auto', ...themeNames] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** What a piece of text means; the theme decides how that looks. */
export const roles = [
  'text',
  'faint',
  'strong',
  'accent',
  'good',
  'warn',
  'bad',
  'border',
  'focusedBorder',
  'title',
  'key',
  'survivor',
  'marked',
  'selected',
  'bar',
  'spark',
] as const;
export type Role = (typeof roles)[number];
export type Paints = Readonly<Record<Role, Paint>>;

export interface Theme {
  readonly name: ThemeName;
  readonly depth: ColourDepth;
  readonly ascii: boolean;
  readonly glyphs: Glyphs;
  readonly paint: Paints;
  /** For a row that is inverse as a whole: its parts keep weight and lose colour, or they would show as blocks. */
  readonly flat: Paints;
}

type Look = Readonly<Partial<Record<Role, Style>>>;

const colour = (rgb: string, basic: number): Colour => ({ rgb, basic });

// Told apart with every common colour blindness, which a test computes; and by glyph besides. From the 256 of xterm,
// since that is what is shown of them.
const dark: Look = {
  faint: { colour: colour('#8b93a5', 8) },
  strong: { bold: true },
  accent: { colour: colour('#7cb7ff', 12) },
  good: { colour: colour('#5fd7af', 10) },
  warn: { colour: colour('#ffd75f', 11) },
  bad: { colour: colour('#ff5f5f', 9), bold: true },
  border: { colour: colour('#566078', 8) },
  focusedBorder: { colour: colour('#7cb7ff', 12) },
  title: { colour: colour('#cfe3ff', 15), bold: true },
  key: { colour: colour('#f2c078', 11), bold: true },
  survivor: { colour: colour('#5fd7af', 10) },
  marked: { colour: colour('#ffaf5f', 11), bold: true },
  selected: { inverse: true },
  bar: { colour: colour('#7cb7ff', 12) },
  spark: { colour: colour('#77d0d8', 14) },
};

const light: Look = {
  faint: { colour: colour('#5d6675', 8) },
  strong: { bold: true },
  accent: { colour: colour('#0a58b5', 4) },
  good: { colour: colour('#005f5f', 2) },
  warn: { colour: colour('#875f00', 5) },
  bad: { colour: colour('#af005f', 1), bold: true },
  border: { colour: colour('#9aa3b2', 7) },
  focusedBorder: { colour: colour('#0a58b5', 4) },
  title: { colour: colour('#0a3d80', 4), bold: true },
  key: { colour: colour('#875f00', 5), bold: true },
  survivor: { colour: colour('#005f5f', 2) },
  marked: { colour: colour('#af5f00', 1), bold: true },
  selected: { inverse: true },
  bar: { colour: colour('#0a58b5', 4) },
  spark: { colour: colour('#0b6b75', 6) },
};

const highContrast: Look = {
  strong: { bold: true },
  accent: { bold: true },
  good: { bold: true },
  warn: { bold: true, underline: true },
  bad: { bold: true, underline: true },
  focusedBorder: { bold: true },
  title: { bold: true },
  key: { bold: true, underline: true },
  survivor: { bold: true },
  marked: { bold: true },
  selected: { inverse: true, bold: true },
};

const none: Look = {
  faint: { dim: true },
  strong: { bold: true },
  bad: { bold: true },
  warn: { bold: true },
  border: { dim: true },
  focusedBorder: { bold: true },
  title: { bold: true },
  key: { bold: true },
  marked: { bold: true },
  selected: { inverse: true },
};

const looks: Readonly<Record<ThemeName, Look>> = { dark, light, contrast: highContrast, none };

export interface ThemeOptions {
  readonly name: ThemeName;
  readonly depth: ColourDepth;
  readonly ascii: boolean;
}

export function makeTheme({ name, depth, ascii }: ThemeOptions): Theme {
  const look = looks[depth === 1 ? (name === 'contrast' ? name : 'none') : name];
  const glyphs = ascii ? asciiGlyphs : unicodeGlyphs;
  return {
    name,
    depth,
    ascii,
    glyphs,
    paint: paintsOf((role) => makePaint(look[role] ?? {}, depth)),
    flat: paintsOf((role) => (look[role]?.bold === true ? makePaint({ bold: true }, depth) : plain)),
  };
}

/** Whether dark text is wanted on a background (relative luminance, WCAG 2.2, without its gamma). */
export function isLight([red, green, blue]: readonly [number, number, number]): boolean {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127;
}

function paintsOf(paintOf: (role: Role) => Paint): Paints {
  return Object.fromEntries(roles.map((role) => [role, paintOf(role)])) as Record<Role, Paint>;
}
