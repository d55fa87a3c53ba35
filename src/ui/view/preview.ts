import { toText } from '../../base/byte-path.ts';
import type { FilePreview, Preview } from '../../preview/types.ts';
import type { Area } from '../layout.ts';
import { innerArea } from '../layout.ts';
import { type App, layoutOf } from '../model/app.ts';
import { previewAreas, type Shown, type Target, targetOf } from '../model/preview.ts';
import { cutMiddle } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';
import { type BoxView, drawBox } from './frame.ts';
import { drawFile } from './preview-file.ts';
import { verdictLine } from './preview-verdict.ts';

export interface PreviewView {
  readonly boxes: readonly BoxView[];
  /** How two files compare, in a line of its own below them. */
  readonly verdict: { readonly area: Area; readonly text: string } | undefined;
}

/** What is looked at; undefined while nothing is. What was shown before stays until there is something to show. */
export function drawPreview(app: App, theme: Theme): PreviewView | undefined {
  const layout = layoutOf(app.ui);
  if (layout.kind === 'too-small' || layout.preview === undefined) return undefined;
  const target = targetOf(app);
  if (target.kind === 'nothing') return drawNothing(layout.preview, target.why, theme);
  const known = app.state.preview;
  const preview = known === undefined || known.task.files.length !== target.files.length ? undefined : known;
  const areas = previewAreas(layout.preview, target.files.length);
  const boxes = areas.map((area, index) => drawOne({ area, index, preview, target, app, theme }));
  if (target.files.length === 1) return { boxes, verdict: undefined };
  const { left, top, width, height } = layout.preview;
  const area = { left, top: top + height - 1, width, height: 1 };
  return { boxes, verdict: { area, text: verdictLine(preview, width, theme) } };
}

interface OneOptions {
  readonly area: Area;
  readonly index: number;
  readonly preview: Preview | undefined;
  readonly target: Extract<Target, { readonly kind: 'files' }>;
  readonly app: App;
  readonly theme: Theme;
}

function drawOne({ area, index, preview, target, app, theme }: OneOptions): BoxView {
  const shown = target.files[index];
  const path = preview?.task.files[index] ?? shown?.path;
  const { width, height } = innerArea(area);
  const drawn = drawFile(
    {
      file: preview?.files[index],
      other: preview?.files[1 - index],
      difference: preview?.comparison?.kind === 'differs' ? preview.comparison : undefined,
      index,
      failure: preview?.failure,
      top: app.ui.preview?.top ?? 0,
    },
    { width, height },
    theme,
  );
  const title = path === undefined ? '' : titleOf(path, app, width - 14);
  return drawBox(title, path === shown?.path ? roleWords(shown?.role, theme) : '', drawn.lines, {
    area,
    focused: false,
    theme,
    ...(drawn.scroll === undefined ? {} : { scroll: drawn.scroll }),
  });
}

function drawNothing(area: Area, why: string, theme: Theme): PreviewView {
  const lines = ['', ` ${theme.paint.faint(why)}`];
  return { boxes: [drawBox('Preview', 'p closes', lines, { area, focused: false, theme })], verdict: undefined };
}

/** From the folder that was scanned on: what is above it is the same for all. */
function titleOf(path: FilePreview['path'], { state }: App, columns: number): string {
  const text = toText(path);
  const root = state.scan.roots.find((folder) => text.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  return cutMiddle(root === undefined ? text : text.slice(root.length).replace(/^\//, ''), columns);
}

function roleWords(role: Shown['role'], { glyphs }: Theme): string {
  switch (role) {
    case 'kept':
      return `${glyphs.survivor} kept`;
    case 'marked':
      return `${glyphs.marked} marked`;
    case 'part':
      return `${glyphs.down} so far`;
    case undefined:
      return '';
  }
}
