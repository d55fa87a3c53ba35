import { formatBytes, formatRate, plural } from '../../base/quantities.ts';
import type { MachineState } from '../../store/machine.ts';
import type { SystemSample } from '../../system/types.ts';
import type { App } from '../model/app.ts';
import { makeRow, type RowCell } from '../text/row.ts';
import { makeChart, makeSparkline } from '../text/sparkline.ts';
import type { Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';
import { drawMessage } from '../view/list.ts';
import type { PaneSize } from './pane.ts';

export function systemInfo({ state: { machine } }: App): string {
  const { sample } = machine;
  if (sample === undefined) return '';
  return `CPU ${Math.round(sample.cpu.total)} % · memory ${share(sample)} % · load ${sample.cpu.load[0].toFixed(2)}`;
}

/** Curves of CPU and memory, tall where there is room; below them what stands in figures. */
export function drawSystem(app: App, { width, height }: PaneSize, theme: Theme): PaneView {
  const { machine } = app.state;
  const { sample } = machine;
  const info = systemInfo(app);
  if (sample === undefined) return { info, lines: drawMessage(['looking at the machine …'], width, height, theme) };
  const figures = figureRows(machine, sample, width, theme);
  const curveRows = Math.max(1, Math.min(8, Math.floor((height - figures.length) / 2)));
  const lines = [
    ...curve(
      'CPU',
      machine.cpu,
      100,
      `${Math.round(sample.cpu.total)} %`,
      `of ${plural(sample.cpu.cores.length, 'core')}`,
      '100 %',
      curveRows,
      width,
      theme,
    ),
    ...curve(
      'memory',
      machine.memory,
      sample.memory.total,
      `${share(sample)} %`,
      `${formatBytes(sample.memory.used)} of ${formatBytes(sample.memory.total)}`,
      formatBytes(sample.memory.total),
      curveRows,
      width,
      theme,
    ),
    ...figures,
  ];
  return { info, lines: lines.slice(0, height) };
}

const labelWidth = 7;
const aboutWidth = 20;

function curve(
  label: string,
  values: readonly number[],
  scale: number,
  now: string,
  about: string,
  top: string,
  rows: number,
  width: number,
  theme: Theme,
): string[] {
  const { paint } = theme;
  const columns = Math.max(8, width - labelWidth - aboutWidth - 8);
  return makeChart(values, columns, rows, scale, theme.glyphs).map((line, row) => {
    const last = row === rows - 1;
    return makeRow(
      [
        { text: last ? ` ${label}` : '', width: labelWidth, paint: paint.faint },
        { text: line, width: columns, paint: paint.spark },
        { text: last ? now : '', width: 5, align: 'right', paint: paint.strong },
        { text: last ? about : row === 0 ? `${theme.glyphs.up} ${top}` : '', grow: true, paint: paint.faint },
      ],
      width,
    );
  });
}

function figureRows(machine: MachineState, sample: SystemSample, width: number, theme: Theme): string[] {
  const { paint, glyphs } = theme;
  const { cpu, memory } = sample;
  const cell = (label: string, value: string): RowCell[] => [
    { text: label, paint: paint.faint },
    { text: `${value} `, paint: paint.text },
  ];
  const cores = makeLevels(cpu.cores, theme);
  const lines = [
    makeRow(
      [
        { text: '' },
        ...cell('cores', cores),
        ...cell('load', cpu.load.map((value) => value.toFixed(2)).join(' ')),
        ...pressure(sample, cell),
      ],
      width,
    ),
  ];
  const swap =
    memory.swapTotal > 0 ? cell('swap', `${formatBytes(memory.swapUsed)} of ${formatBytes(memory.swapTotal)}`) : [];
  const limit = memory.cgroupLimit === undefined ? [] : cell('limit', formatBytes(memory.cgroupLimit));
  const disk =
    sample.diskRead === undefined
      ? []
      : [
          ...cell('read', formatRate(sample.diskRead).padStart(9)),
          {
            text: makeSparkline(machine.diskRead, 8, Math.max(1, ...machine.diskRead.slice(-16)), glyphs),
            paint: paint.spark,
            from: 60,
          },
          ...cell('written', formatRate(sample.diskWrite ?? 0).padStart(9)),
        ];
  lines.push(
    makeRow([{ text: '' }, ...cell('free', formatBytes(memory.available)), ...swap, ...limit, ...disk], width),
  );
  return lines;
}

function pressure({ cpu, memory }: SystemSample, cell: (label: string, value: string) => RowCell[]): RowCell[] {
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
