/** A picture of curves over two logarithmic axes: on those, growth in proportion is a straight line of slope one. */

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** A value in words: `1.2 s`. */
  readonly show: (y: number) => string;
}

export interface Plot {
  readonly title: string;
  readonly about: string;
  readonly xTitle: string;
  readonly xShow: (x: number) => string;
  /** Side by side over the same x axis. */
  readonly panels: readonly Panel[];
}

const panelWidth = 470;
const panelHeight = 330;
const area = { left: 70, right: 400, top: 44, bottom: 268 } as const;
const headHeight = 78;
const seriesCount = 4;

/** Light by itself, dark where the reader's system is; it has a ground of its own, so it can stand on any page. */
const style = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #57606a }
  .title { font-size: 19px; font-weight: 600; fill: #1f2328 } .name { font-weight: 600; fill: #1f2328 }
  .ground { fill: #ffffff; stroke: #d0d7de } .grid { stroke: #d8dee4 } .axis { stroke: #8c959f }
  .guide { stroke: #8c959f; stroke-dasharray: 3 5 } .hint { font-size: 11px }
  .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }
  .c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #8250df } .c3 { stroke: #1a7f37 }
  .f0 { fill: #0969da } .f1 { fill: #bc4c00 } .f2 { fill: #8250df } .f3 { fill: #1a7f37 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title, .name { fill: #f0f6fc }
    .ground { fill: #0d1117; stroke: #3d444d } .grid { stroke: #262c36 } .axis, .guide { stroke: #656c76 }
    .c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .c2 { stroke: #bc8cff } .c3 { stroke: #3fb950 }
    .f0 { fill: #58a6ff } .f1 { fill: #f0883e } .f2 { fill: #bc8cff } .f3 { fill: #3fb950 }
  }`;

export function drawPlot({ title, about, xTitle, xShow, panels }: Plot): string {
  const width = panelWidth * panels.length + 20;
  const height = headHeight + panelHeight;
  const names = panels[0]?.curves.map(({ name }) => name) ?? [];
  const drawn = panels.map((panel, index) => {
    return `<g transform="translate(${10 + index * panelWidth} ${headHeight})">\n${drawPanel(panel, xTitle, xShow)}\n</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>${style}
</style>
<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${label(34, 36, title, 'title')}
${label(34, 60, about)}
${drawLegend(names, width - 30)}
${drawn.join('\n')}
</svg>
`;
}

/** From the right edge to the left, a stroke with its point and its name each. */
function drawLegend(names: readonly string[], right: number): string {
  let end = right;
  return names
    .map((name, index) => ({ name, index }))
    .reverse()
    .map(({ name, index }) => {
      const start = end - name.length * 8;
      end = start - 56;
      const key = `<path class="curve c${index % seriesCount}" d="M${start - 36} 31H${start - 10}"/>`;
      return `${key}${dot(start - 23, 31, index)}${label(start, 36, name, 'name')}`;
    })
    .join('\n');
}

function drawPanel({ title, curves, show }: Panel, xTitle: string, xShow: Plot['xShow']): string {
  const all = curves.flatMap(({ points }) => points);
  const xs = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const x = logScale([Math.min(...xs), Math.max(...xs)], [area.left, area.right]);
  const yRange = roundOut(all.map(([, y]) => y));
  const y = logScale(yRange, [area.bottom, area.top]);
  const parts = [label(area.left - 46, 20, title, 'name')];
  for (const tick of steps(yRange)) {
    parts.push(line('grid', [area.left, y(tick)], [area.right, y(tick)]));
    parts.push(label(area.left - 10, y(tick) + 4, show(tick), '', 'end'));
  }
  for (const tick of xs) {
    parts.push(line('grid', [x(tick), area.top], [x(tick), area.bottom]));
    parts.push(label(x(tick), area.bottom + 20, xShow(tick), '', 'middle'));
  }
  parts.push(line('axis', [area.left, area.bottom], [area.right, area.bottom]));
  parts.push(label((area.left + area.right) / 2, area.bottom + 44, xTitle, '', 'middle'));
  parts.push(drawGuide(xs, yRange, x, y));
  parts.push(...curves.map((curve, index) => drawCurve(curve, index, x, y)));
  parts.push(...labelEnds(curves, y, show));
  return parts.join('\n');
}

/** What growth in proportion looks like, in the lower right corner, where curves seldom are. */
function drawGuide(xs: readonly number[], [low, high]: Range, x: Scale, y: Scale): string {
  const [first, last] = [5 * (xs[0] ?? 1), xs.at(-1) ?? 1];
  const end = Math.min(last, first * (high / low));
  if (end <= first) return '';
  const [x1, y1, x2, y2] = [x(first), y(low), x(end), y((low * end) / first)];
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const place = `translate(${rounded((x1 + x2) / 2)} ${rounded((y1 + y2) / 2)}) rotate(${rounded(angle)})`;
  const words = `<text class="hint" text-anchor="middle" y="14" transform="${place}">in proportion</text>`;
  return line('guide', [x1, y1], [x2, y2]) + words;
}

function drawCurve({ points }: Curve, index: number, x: Scale, y: Scale): string {
  const path = points.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${rounded(x(px))} ${rounded(y(py))}`).join('');
  const dots = points.map(([px, py]) => dot(x(px), y(py), index)).join('');
  return `<path class="curve c${index % seriesCount}" d="${path}"/>${dots}`;
}

/** The last value of each curve beside its end; names would meet where curves do, so they are pushed apart. */
function labelEnds(curves: readonly Curve[], y: Scale, show: Panel['show']): string[] {
  const ends = curves
    .map(({ points }) => points.at(-1)?.[1] ?? Number.NaN)
    .map((value) => ({ value, at: y(value) }))
    .sort((a, b) => a.at - b.at);
  let free = Number.NEGATIVE_INFINITY;
  return ends.map(({ value, at }) => {
    const place = Math.max(at, free);
    free = place + 17;
    return label(area.right + 12, place + 4, show(value), 'name');
  });
}

type Range = readonly [low: number, high: number];
type Scale = (value: number) => number;

function logScale([from, to]: Range, [start, end]: Range): Scale {
  const span = Math.log(to / from);
  return (value) => start + ((end - start) * Math.log(value / from)) / span;
}

/** 1, 2 and 5 of each power of ten. */
function steps([low, high]: Range): number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const digit of [1, 2, 5]) found.push(Number((digit * 10 ** power).toPrecision(1)));
  }
  return found.filter((step) => step >= low * 0.999 && step <= high * 1.001);
}

/** The nearest steps around all values. */
function roundOut(values: readonly number[]): Range {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const around = steps([low / 10, high * 10]);
  return [around.findLast((step) => step <= low) ?? low, around.find((step) => step >= high) ?? high];
}

function line(kind: string, [x1, y1]: Range, [x2, y2]: Range): string {
  return `<path class="${kind}" d="M${rounded(x1)} ${rounded(y1)}L${rounded(x2)} ${rounded(y2)}"/>`;
}

function dot(x: number, y: number, index: number): string {
  return `<circle class="f${index % seriesCount}" cx="${rounded(x)}" cy="${rounded(y)}" r="4"/>`;
}

function label(x: number, y: number, text: string, kind = '', anchor = 'start'): string {
  const place = `x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}"`;
  return `<text${kind === '' ? '' : ` class="${kind}"`} ${place}>${escaped(text)}</text>`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
