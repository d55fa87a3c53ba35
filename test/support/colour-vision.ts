/**
 * Colours as people with a colour vision deficiency see them (Machado, Oliveira, Fernandes 2009, severity 1), and how far
 * apart two are (CIE 1976: a difference of 2.3 is just noticeable).
 */
export type Rgb = readonly [red: number, green: number, blue: number];
export const deficiencies = ['none', 'protanopia', 'deuteranopia', 'tritanopia'] as const;
export type Deficiency = (typeof deficiencies)[number];

const matrices: Readonly<Record<Deficiency, readonly [Rgb, Rgb, Rgb]>> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** @returns the distance in CIELAB between two colours as seen with the deficiency */
export function seenDistance(a: Rgb, b: Rgb, deficiency: Deficiency): number {
  const [left, right] = [a, b].map((colour) => toLab(seenWith(linear(colour), deficiency)));
  return Math.hypot(...(left ?? []).map((value, axis) => value - (right?.[axis] ?? 0)));
}

/** WCAG 2.2 contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [a, b].map(luminance).sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(colour: Rgb): Rgb {
  const channel = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

function seenWith(colour: Rgb, deficiency: Deficiency): Rgb {
  const [red, green, blue] = matrices[deficiency];
  const mixed = (row: Rgb): number =>
    Math.max(0, Math.min(1, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2]));
  return [mixed(red), mixed(green), mixed(blue)];
}

// sRGB primaries and the white of D65 (IEC 61966-2-1).
function toLab([red, green, blue]: Rgb): number[] {
  const curve = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
