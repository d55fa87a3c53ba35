/**
 * A landscape as SVG, different for every seed and the same for each: sky, sun, ranges of hills, trees, stars at night.
 * Rendered by the image library into real photos, so that the sample collection needs neither a network nor stored files.
 */

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for where a hill stands. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Palette {
  readonly sky: readonly [top: string, bottom: string];
  readonly sun: string;
  /** Lightness of the farthest and the nearest range, percent. */
  readonly hills: readonly [far: number, near: number];
  readonly hue: number;
  readonly night: boolean;
}

const noon: Palette = { sky: ['#2f6fb3', '#cfe6f5'], sun: '#fff6d8', hills: [62, 24], hue: 210, night: false };

const palettes: readonly Palette[] = [
  noon,
  { sky: ['#34285a', '#f2a65a'], sun: '#ffdf9e', hills: [48, 12], hue: 280, night: false },
  { sky: ['#0b1230', '#27406e'], sun: '#f2f4ff', hills: [26, 6], hue: 225, night: true },
  { sky: ['#7fb3a8', '#f6f1d8'], sun: '#fffbe8', hills: [58, 22], hue: 140, night: false },
  { sky: ['#8c3b4a', '#f6c48b'], sun: '#fff0c9', hills: [44, 14], hue: 12, night: false },
];

export function sceneSvg(seed: number, width: number, height: number): string {
  const random = randomFrom(seed);
  const palette = palettes[Math.floor(random() * palettes.length)] ?? noon;
  const shapes = [sun(random, palette, width, height)];
  if (palette.night) shapes.push(stars(random, width, height));
  const ranges = 3 + Math.floor(random() * 3);
  for (let range = 0; range < ranges; range += 1) {
    shapes.push(hills(random, palette, range / (ranges - 1), width, height));
  }
  const [top, bottom] = palette.sky;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#sky)"/>${shapes.join('')}</svg>`;
}

function sun(random: () => number, palette: Palette, width: number, height: number): string {
  const [x, y] = [width * (0.15 + 0.7 * random()), height * (0.12 + 0.3 * random())];
  const radius = Math.min(width, height) * (0.04 + 0.05 * random());
  const glow = palette.night ? 0.08 : 0.25;
  return `<circle cx="${x}" cy="${y}" r="${radius * 2.6}" fill="${palette.sun}" opacity="${glow}"/><circle cx="${x}" cy="${y}" r="${radius}" fill="${palette.sun}"/>`;
}

function stars(random: () => number, width: number, height: number): string {
  return Array.from({ length: 90 }, () => {
    const [x, y, radius] = [random() * width, random() * height * 0.6, 0.4 + random() * (width / 900)];
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#fff" opacity="${0.3 + 0.7 * random()}"/>`;
  }).join('');
}

function hills(random: () => number, palette: Palette, depth: number, width: number, height: number): string {
  const base = height * (0.5 + 0.34 * depth);
  const swing = height * (0.2 - 0.1 * depth);
  const [far, near] = palette.hills;
  const fill = `hsl(${palette.hue + 24 * depth}, ${24 + 16 * depth}%, ${far + (near - far) * depth}%)`;
  const phases = [random() * 7, random() * 7, random() * 7];
  const points: string[] = [];
  const steps = 64;
  for (let step = 0; step <= steps; step += 1) {
    const along = step / steps;
    const wave = phases.reduce((sum, phase, octave) => {
      return sum + Math.sin(phase + along * 5 * 2 ** octave) / 2 ** octave;
    }, 0);
    points.push(`${(along * width).toFixed(1)},${(base - (swing * wave) / 2 - random() * swing * 0.08).toFixed(1)}`);
  }
  const trees = depth > 0.6 ? forest(random, points, fill, height) : '';
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${fill}"/>${trees}`;
}

function forest(random: () => number, ridge: readonly string[], fill: string, height: number): string {
  return ridge
    .filter(() => random() < 0.45)
    .map((point) => {
      const [x = 0, y = 0] = point.split(',').map(Number);
      const tall = height * (0.03 + 0.05 * random());
      return `<polygon points="${x - tall * 0.22},${y + 2} ${x},${y - tall} ${x + tall * 0.22},${y + 2}" fill="${fill}"/>`;
    })
    .join('');
}
