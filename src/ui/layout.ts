/** Where each pane stands, as a function of the terminal's size. Pure: keys, mouse and drawing all ask the same one. */
export const paneIds = ['processes', 'downloads', 'duplicates', 'system', 'log'] as const;
export type PaneId = (typeof paneIds)[number];

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PaneArea extends Area {
  readonly pane: PaneId;
  /** `line`: title and the most important figure in a single line. */
  readonly shape: 'box' | 'line';
}

export type Layout =
  | {
      readonly kind: 'grid' | 'stack' | 'single' | 'beside' | 'above';
      readonly panes: readonly PaneArea[];
      /** Where the preview stands, while one is open. */
      readonly preview?: Area;
    }
  | { readonly kind: 'too-small'; readonly needs: Size };

const headerRows = 1;
const footerRows = 1;
const smallest: Size = { columns: 40, rows: 10 };

/** The size itself, made larger where no pane would fit into it. */
export function largeEnough({ columns, rows }: Size): Size {
  return { columns: Math.max(columns, smallest.columns), rows: Math.max(rows, smallest.rows) };
}

/** @param previewing whether one file or two are looked at beside the focused pane */
export function layOut(size: Size, focus: PaneId, zoomed: boolean, previewing?: 'one' | 'two'): Layout {
  const { columns, rows } = size;
  if (columns < smallest.columns || rows < smallest.rows) return { kind: 'too-small', needs: smallest };
  if (previewing !== undefined) return withPreview(size, focus, zoomed, previewing);
  if (zoomed || columns < 60 || rows < 16) return single(size, focus);
  return columns >= 100 && rows >= 24 ? grid(size, focus) : stack(size, focus);
}

/** Two columns: what works on the left, what is found on the right. The log takes the place of the duplicates. */
function grid({ columns, rows }: Size, focus: PaneId): Layout {
  const top = headerRows;
  const height = rows - headerRows - footerRows;
  const left = Math.max(40, Math.min(72, Math.floor(columns * 0.4)));
  const processes = Math.max(8, Math.floor(height * 0.45));
  const system = Math.max(6, Math.min(9, Math.floor(height * 0.22)));
  const main: PaneId = focus === 'log' ? 'log' : 'duplicates';
  return {
    kind: 'grid',
    panes: [
      box('processes', 0, top, left, processes),
      box('downloads', 0, top + processes, left, height - processes),
      box(main, left, top, columns - left, height - system),
      box('system', left, top + height - system, columns - left, system),
    ],
  };
}

/** The focused pane large, each other one in a line of its own. */
function stack({ columns, rows }: Size, focus: PaneId): Layout {
  const height = rows - headerRows - footerRows - (paneIds.length - 1);
  const panes: PaneArea[] = [];
  let top = headerRows;
  for (const pane of paneIds) {
    const area = pane === focus ? box(pane, 0, top, columns, height) : line(pane, top, columns);
    panes.push(area);
    top += area.height;
  }
  return { kind: 'stack', panes };
}

/**
 * The list that is gone through, and what is looked at: beside it, or below it where there is less room and where two
 * files need it; on the smallest screens, and zoomed, alone.
 */
function withPreview({ columns, rows }: Size, focus: PaneId, zoomed: boolean, previewing: 'one' | 'two'): Layout {
  const [top, height] = [headerRows, rows - headerRows - footerRows];
  if (zoomed || columns < 60 || rows < 18) {
    return { kind: 'single', panes: [], preview: { left: 0, top, width: columns, height } };
  }
  if (previewing === 'one' && columns >= 100) {
    const list = Math.max(44, Math.min(Math.floor(columns / 2), columns - 72));
    return {
      kind: 'beside',
      panes: [box(focus, 0, top, list, height)],
      preview: { left: list, top, width: columns - list, height },
    };
  }
  const list = Math.max(6, Math.floor(height * 0.28));
  return {
    kind: 'above',
    panes: [box(focus, 0, top, columns, list)],
    preview: { left: 0, top: top + list, width: columns, height: height - list },
  };
}

/** One pane; the header shows the others as tabs. */
function single({ columns, rows }: Size, focus: PaneId): Layout {
  return { kind: 'single', panes: [box(focus, 0, headerRows, columns, rows - headerRows - footerRows)] };
}

export function areaOf(layout: Layout, pane: PaneId): PaneArea | undefined {
  return layout.kind === 'too-small' ? undefined : layout.panes.find((area) => area.pane === pane);
}

export function paneAt(layout: Layout, column: number, row: number): PaneArea | undefined {
  return layout.kind === 'too-small' ? undefined : layout.panes.find((area) => holds(area, column, row));
}

export function holds({ left, top, width, height }: Area, column: number, row: number): boolean {
  return column >= left && column < left + width && row >= top && row < top + height;
}

/** What a box leaves inside its border. */
export function innerArea({ left, top, width, height }: Area): Area {
  return { left: left + 1, top: top + 1, width: Math.max(0, width - 2), height: Math.max(0, height - 2) };
}

/** Lines inside a pane's border. */
export function innerRows(area: Area | undefined): number {
  return area === undefined ? 0 : Math.max(0, area.height - 2);
}

function box(pane: PaneId, left: number, top: number, width: number, height: number): PaneArea {
  return { pane, shape: 'box', left, top, width, height };
}

function line(pane: PaneId, top: number, width: number): PaneArea {
  return { pane, shape: 'line', left: 0, top, width, height: 1 };
}
