import { formatBytes, formatRate, plural } from '../../base/quantities.ts';
import type { MachineState } from '../../store/machine.ts';
import type { SystemSample } from '../../system/types.ts';
import type { App } from '../model/app.ts';
import { makeRow, type RowCell } from '../text/row.ts';
import { makeChart, makeSparkline } from '../text/sparkline.ts';
import { widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';

export function systemInfo({ state: { machine } }: App): string {
  const { sample } = machine;
  if (sample === undefined) return '';
  return `CPU ${Math.round(sample.cpu.total)} % · memory ${share(sample)} % · load ${sample.cpu.load[0].toFixed(2)}`;
}

/** Curves, tall where there is room; below them what stands in figures. */
export function drawSystem(app: App, { width, height }: PaneSize, theme: Theme): PaneView {
  const { machine } = app.state;
  const { sample } = machine;
  const info = systemInfo(app);
  if (sample === undefined) return { info, lines: drawMessage(['looking at the machine …'], width, height, theme) };
  const curves = [...shareCurves(machine, sample), ...(height >= ratesFrom ? rateCurves(machine) : [])];
  const figures = figureRows(machine, sample, { width, height, theme });
  const room = Math.max(curves.length, height - figures.length);
  const lines = [
    ...curves.flatMap((curve, at) => {
      // What cannot be shared out evenly goes to the first.
      const rows = Math.floor(room / curves.length) + (at < room % curves.length ? 1 : 0);
      return drawCurve(curve, Math.min(tallest, rows), width, theme);
    }),
    ...figures,
  ];
  return { info, lines: lines.slice(0, height) };
}

interface Curve {
  readonly label: string;
  readonly values: readonly number[];
  /** The value that fills its height, and how that is called. */
  readonly scale: number;
  readonly top: string;
  /** The newest value, and what it is a part of. */
  readonly now: string;
  readonly about: string;
}

/** Rows of a pane from which on there is room for curves of the rates. */
const ratesFrom = 13;
const tallest = 8;

function shareCurves(machine: MachineState, sample: SystemSample): Curve[] {
  const { cpu, memory } = sample;
  return [
    {
      label: 'CPU',
      values: machine.cpu,
      scale: 100,
      top: '100 %',
      now: `${Math.round(cpu.total)} %`,
      about: `of ${plural(cpu.cores.length, 'core')}`,
    },
    {
      label: 'memory',
      values: machine.memory,
      scale: memory.total,
      top: formatBytes(memory.total),
      now: `${share(sample)} %`,
      about: `${formatBytes(memory.used)} of ${formatBytes(memory.total)}`,
    },
  ];
}

/** What our own work reads, writes and downloads: each on the scale of the most in its history. */
function rateCurves(machine: MachineState): Curve[] {
  return rates(machine).map(({ label, values }) => {
    const most = Math.max(1, ...values);
    return { label, values, scale: most, top: formatRate(most), now: '', about: formatRate(values.at(-1) ?? 0) };
  });
}

function rates({ sample, diskRead, diskWrite, network }: MachineState): { label: string; values: readonly number[] }[] {
  const disk = [
    { label: 'read', values: diskRead },
    { label: 'written', values: diskWrite },
  ];
  return [...(sample?.diskRead === undefined ? [] : disk), { label: 'network', values: network }];
}

const labelWidth = 8;
const aboutWidth = 20;

function drawCurve(
  { label, values, scale, top, now, about }: Curve,
  rows: number,
  width: number,
  theme: Theme,
): string[] {
  const { paint } = theme;
  const columns = Math.max(6, width - labelWidth - aboutWidth - 8);
  return makeChart(values, columns, rows, scale, theme.glyphs).map((line, row) => {
    const last = row === rows - 1;
    return makeRow(
      [
        { text: last ? ` ${label}` : '', width: labelWidth, paint: paint.faint },
        { text: line, width: columns, paint: paint.spark, ...(last ? { draw: () => onBaseline(line, theme) } : {}) },
        { text: last ? now : '', width: 5, align: 'right', paint: paint.strong },
        { text: last ? about : row === 0 ? `${theme.glyphs.up} ${top}` : '', grow: true, paint: paint.faint },
      ],
      width,
    );
  });
}

/** Where there is nothing, or nothing is known yet, a line to stand on: a curve would hang in the air, far from its label. */
function onBaseline(line: string, { paint, glyphs }: Theme): string {
  return line.replace(/([\u2800 ]+)|[^\u2800 ]+/g, (run, nothing) =>
    nothing === undefined ? paint.spark(run) : paint.faint(glyphs.baseline.repeat(run.length)),
  );
}

interface Room {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

function figureRows(machine: MachineState, sample: SystemSample, { width, height, theme }: Room): string[] {
  const { paint } = theme;
  const { cpu, memory } = sample;
  const cell = (label: string, value: string): RowCell[][] => [
    [
      { text: label, paint: paint.faint },
      { text: `${value} `, paint: paint.text },
    ],
  ];
  const swap =
    memory.swapTotal > 0 ? cell('swap', `${formatBytes(memory.swapUsed)} of ${formatBytes(memory.swapTotal)}`) : [];
  const limit = memory.cgroupLimit === undefined ? [] : cell('limit', formatBytes(memory.cgroupLimit));
  const load = cpu.load.map((value) => value.toFixed(2)).join(' ');
  const busy = [...cell('cores', makeLevels(cpu.cores, theme)), ...cell('load', load)];
  const shares = [...busy, ...pressure(sample, cell)];
  const free = [...cell('free', formatBytes(memory.available)), ...swap, ...limit];
  const row = (figures: readonly RowCell[][]): string => makeRow(whole(figures, width), width);
  if (width < 56 && height >= 5) {
    const each = rates(machine).map(({ label, values }) => row(cell(label, formatRate(values.at(-1) ?? 0))));
    return [row(busy), row(free), row(pressure(sample, cell)), ...each];
  }
  if (height >= ratesFrom) return [row(shares), row(free)];
  const moving = rateCells(machine, width, theme);
  // With little room the rates stand behind what is free, as far as that goes.
  return height < 5 ? [row(shares), row([...free, ...moving])] : [row(shares), row(free), row(moving)];
}

/** As many figures, each with its label, as fit as a whole: a part of a figure says nothing, or something wrong. */
function whole(figures: readonly RowCell[][], width: number): RowCell[] {
  const cells: RowCell[] = [{ text: '' }];
  let left = width;
  for (const figure of figures) {
    // Each cell stands behind a gap; the blank at the end of the row is dispensable.
    const shown = figure.filter(({ from = 0 }) => from <= width);
    const needed = shown.reduce((sum, { text, width: columns }) => sum + 1 + (columns ?? widthOf(text)), 0);
    const trimmed = figure.map((cell) => ({ ...cell, text: cell.text.trimEnd() }));
    if (needed > left)
      return needed - 1 === left && trimmed.at(-1)?.text !== figure.at(-1)?.text ? [...cells, ...trimmed] : cells;
    cells.push(...figure);
    left -= needed;
  }
  return cells;
}

/** `network 3.1 MB/s ⣀⣤⣶⣿ ↑ 4.0 MB/s`: the rate, its curve, and the most in it where there is room. */
function rateCells(machine: MachineState, width: number, { paint, glyphs }: Theme): RowCell[][] {
  return rates(machine).map(({ label, values }) => {
    const recent = values.slice(-2 * sparkColumns);
    const most = Math.max(1, ...recent);
    return [
      { text: label, paint: paint.faint },
      { text: formatRate(values.at(-1) ?? 0).padStart(9), paint: paint.text },
      { text: makeSparkline(recent, sparkColumns, most, glyphs), paint: paint.spark, from: 76 },
      ...(width >= 110 ? [{ text: `${glyphs.up} ${formatRate(most)}`, width: 11, paint: paint.faint }] : []),
    ];
  });
}

const sparkColumns = 6;

function pressure({ cpu, memory }: SystemSample, cell: (label: string, value: string) => RowCell[][]): RowCell[][] {
  if (cpu.pressure === undefined && memory.pressure === undefined) return [];
  return cell('pressure', `${(cpu.pressure ?? 0).toFixed(0)} % CPU, ${(memory.pressure ?? 0).toFixed(0)} % memory`);
}

const eighths = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One character a core: how high each stands now. */
function makeLevels(percents: readonly number[], { glyphs }: Theme): string {
  const levels = glyphs.levels ?? eighths;
  return percents
    .slice(0, 64)
    .map((percent) => levels[Math.min(levels.length - 1, Math.floor((percent / 100) * levels.length))] ?? ' ')
    .join('');
}

function share({ memory }: SystemSample): number {
  return memory.total === 0 ? 0 : Math.round((memory.used / memory.total) * 100);
}
