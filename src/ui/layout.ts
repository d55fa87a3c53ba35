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
  | { readonly kind: 'grid' | 'stack' | 'single'; readonly panes: readonly PaneArea[] }
  | { readonly kind: 'too-small'; readonly needs: Size };

const headerRows = 1;
const footerRows = 1;
const smallest: Size = { columns: 40, rows: 10 };

export function layOut(size: Size, focus: PaneId, zoomed: boolean): Layout {
  const { columns, rows } = size;
  if (columns < smallest.columns || rows < smallest.rows) return { kind: 'too-small', needs: smallest };
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

/** One pane; the header shows the others as tabs. */
function single({ columns, rows }: Size, focus: PaneId): Layout {
  return { kind: 'single', panes: [box(focus, 0, headerRows, columns, rows - headerRows - footerRows)] };
}

export function areaOf(layout: Layout, pane: PaneId): PaneArea | undefined {
  return layout.kind === 'too-small' ? undefined : layout.panes.find((area) => area.pane === pane);
}

export function paneAt(layout: Layout, column: number, row: number): PaneArea | undefined {
  if (layout.kind === 'too-small') return undefined;
  return layout.panes.find(
    ({ left, top, width, height }) => column >= left && column < left + width && row >= top && row < top + height,
  );
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
