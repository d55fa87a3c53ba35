import { describe, expect, it } from 'vitest';
import { makeTheme, type Role } from '../../../src/ui/theme/theme.ts';
import { contrast, deficiencies, type Rgb, seenDistance } from '../../support/colour-vision.ts';

const terminals = {
  dark: { background: [20, 23, 31], foreground: [213, 217, 226] },
  light: { background: [253, 253, 251], foreground: [34, 39, 47] },
} as const satisfies Record<string, { background: Rgb; foreground: Rgb }>;
const names = ['dark', 'light'] as const;

/** The colour that a role is drawn in, as it reaches the terminal: one of xterm's 256. */
function drawn(name: (typeof names)[number], role: Role): Rgb {
  const index = /38;5;(\d+)m/.exec(makeTheme({ name, depth: 24, ascii: false }).paint[role]('x'))?.[1];
  if (index === undefined) return terminals[name].foreground;
  const at = Number(index) - 16;
  const step = (value: number): number => [0, 95, 135, 175, 215, 255][value % 6] ?? 0;
  if (at >= 216) return [8 + (at - 216) * 10, 8 + (at - 216) * 10, 8 + (at - 216) * 10];
  return [step(Math.floor(at / 36)), step(Math.floor(at / 6)), step(at)];
}

// What stands side by side and means something else.
const pairs: readonly (readonly [Role, Role])[] = [
  ['survivor', 'marked'],
  ['survivor', 'text'],
  ['marked', 'text'],
  ['good', 'bad'],
  ['good', 'warn'],
  ['warn', 'bad'],
  ['bad', 'text'],
  ['faint', 'text'],
  ['bar', 'border'],
  ['focusedBorder', 'border'],
];

describe.each(names)('the theme %s', (name) => {
  it.each(deficiencies)('tells its colours apart with this colour vision deficiency: %s', (deficiency) => {
    for (const [a, b] of pairs) {
      const distance = seenDistance(drawn(name, a), drawn(name, b), deficiency);
      // Six times what can just be told apart.
      expect(distance, `${a} and ${b}`).toBeGreaterThan(14);
    }
  });

  it('is readable: at least 4.5 to 1, as WCAG asks of text', () => {
    const words: readonly Role[] = [
      'text',
      'faint',
      'accent',
      'good',
      'warn',
      'bad',
      'survivor',
      'marked',
      'key',
      'title',
    ];
    for (const role of words) {
      expect(contrast(drawn(name, role), terminals[name].background), role).toBeGreaterThanOrEqual(4.5);
    }
  });
});
