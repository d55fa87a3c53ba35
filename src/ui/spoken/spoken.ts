/**
 * The screen for who has it read out: text from top to bottom, without frames, the pane that has the keys first. What
 * moves by itself is not said again at every tick: a new text is made when a key changed something, and when something
 * began, ended or is told.
 */
import { paneIds } from '../layout.ts';
import type { App } from '../model/app.ts';
import { keepInSight } from '../model/lists.ts';
import { paneTitles } from '../pane-titles.ts';
import { drawPane, paneInfo } from '../panes/index.ts';
import { drawAboveField, drawFooter } from '../view/footer.ts';
import { workInWords } from '../view/header.ts';
import { drawOverlay } from '../view/overlays.ts';
import { drawPreview } from '../view/preview.ts';
import { readOut, spokenDialogTheme, spokenTheme } from './words.ts';

export interface SpokenRow {
  readonly text: string;
  readonly selected: boolean;
}

export interface Spoken {
  readonly heading: string;
  /** A dialog or menu, which has the keys while it is open. */
  readonly dialog: readonly string[] | undefined;
  readonly title: string;
  readonly rows: readonly SpokenRow[];
  readonly preview: readonly string[];
  readonly others: readonly string[];
  /** What is told or typed, else the keys that work here. */
  readonly foot: string;
}

/** Wide enough that hardly a name is cut. */
const width = 160;

export function speak(app: App, folder: string): Spoken {
  const { ui, state } = app;
  const { focus } = ui;
  const height = Math.max(3, ui.size.rows - 12);
  const view = drawPane[focus](app, { width, height, focused: true }, spokenTheme);
  const { cursor } = ui.lists[focus];
  const top = view.scroll === undefined ? undefined : keepInSight(ui.lists[focus], view.scroll.count, height).top;
  const rows = view.lines.map((line, index) => ({
    text: readOut(line),
    selected: top !== undefined && top + index === cursor,
  }));
  const place = view.scroll === undefined ? '' : `, row ${cursor + 1} of ${view.scroll.count}`;
  return {
    heading: `forkful ${state.folder ?? folder}: ${readOut(workInWords(state, Date.now()) ?? 'idle')}`,
    dialog: dialogOf(app),
    title: `${paneTitle(app, focus)}${place}`,
    rows: rows.filter(({ text }) => text !== ''),
    preview: previewOf(app),
    others: paneIds.filter((pane) => pane !== focus).map((pane) => paneTitle(app, pane)),
    foot: footOf({ ...app, ui: { ...ui, size: { ...ui.size, columns: width } } }),
  };
}

function footOf(app: App): string {
  return texts([drawAboveField(app, spokenTheme) ?? '', drawFooter(app, spokenTheme)]).join('\n');
}

function paneTitle(app: App, pane: (typeof paneIds)[number]): string {
  const info = readOut(paneInfo[pane](app).replaceAll(' · ', ', '));
  return `${paneIds.indexOf(pane) + 1} ${paneTitles[pane]}${info === '' ? '' : `: ${info}`}`;
}

function dialogOf(app: App): readonly string[] | undefined {
  if (app.ui.overlay === undefined) return undefined;
  const { top, body } = drawOverlay(app.ui.overlay, app, spokenDialogTheme);
  return texts([top.replace(/[+=|]/g, ' '), ...body]);
}

function previewOf(app: App): readonly string[] {
  const view = drawPreview(app, spokenTheme);
  if (view === undefined) return [];
  const boxes = view.boxes.flatMap(({ top, body }) => [top.replace(/[-+=|]{2,}|\+/g, ' '), ...body]);
  return texts([...boxes, view.verdict?.text ?? '']);
}

function texts(lines: readonly string[]): readonly string[] {
  return lines.map(readOut).filter((line) => line !== '');
}

/** What makes it worth to read anew: two apps of equal occasions sound the same, but for figures that run. */
export function occasionOf({ ui, state }: App): readonly unknown[] {
  const { lists, size, toast: _, ...chosen } = ui;
  const { duplicates, scan, removal, report, preview, folder, downloads } = state;
  return [
    ...Object.values(chosen),
    lists[ui.focus].cursor,
    size.columns,
    size.rows,
    duplicates.groups > 0,
    duplicates.marks.count,
    duplicates.order,
    duplicates.filter,
    scan.phase,
    removal.phase,
    report,
    preview,
    folder,
    state.paused,
    downloads.unfinished > 0,
    state.machine.sample === undefined,
  ];
}

/** Gives the same text again until there is an occasion for another. What is told makes one; that it is over does not. */
export function createSpeaker(folder: string): (app: App) => Spoken {
  let said: { readonly occasion: readonly unknown[]; readonly toast: unknown; readonly spoken: Spoken } | undefined;
  return (app) => {
    const occasion = occasionOf(app);
    const { toast } = app.ui;
    const news = toast !== undefined && toast !== said?.toast;
    if (said !== undefined && !news && occasion.every((value, index) => value === said?.occasion[index])) {
      return said.spoken;
    }
    said = { occasion, toast: toast ?? said?.toast, spoken: speak(app, folder) };
    return said.spoken;
  };
}
