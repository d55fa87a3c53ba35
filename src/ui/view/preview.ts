import { toText } from '../../base/byte-path.ts';
import type { FilePreview, Preview } from '../../preview/types.ts';
import type { Area } from '../layout.ts';
import { innerArea } from '../layout.ts';
import { type App, layoutOf } from '../model/app.ts';
import { rememberLast } from '../model/lists.ts';
import { previewAreas, type Shown, type Target, targetOf } from '../model/preview.ts';
import { cutMiddle } from '../text/width.ts';
import { makeTheme, type Theme } from '../theme/theme.ts';
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
  const preview = previewOf(app, target.files.length);
  const areas = previewAreas(layout.preview, target.files.length);
  const boxes = areas.map((area, index) => drawOne({ area, index, preview, target, app, theme }));
  if (target.files.length === 1) return { boxes, verdict: undefined };
  const { left, top, width, height } = layout.preview;
  const area = { left, top: top + height - 1, width, height: 1 };
  return { boxes, verdict: { area, text: verdictLine(preview, width, theme) } };
}

/** The line at the top when the last one is in sight, of the longer of two files: it scrolls no further. */
export function lastPreviewTop(app: App): number {
  const layout = layoutOf(app.ui);
  if (layout.kind === 'too-small' || layout.preview === undefined) return 0;
  const target = targetOf(app);
  if (target.kind === 'nothing') return 0;
  const { width, height } = layout.preview;
  return rememberTop(previewOf(app, target.files.length), target.files.length, width, height);
}

/** Asked for at each key that scrolls: to lay out a text of wide characters takes milliseconds. */
const rememberTop = rememberLast((preview: Preview | undefined, count: 1 | 2, width: number, height: number) => {
  const tops = previewAreas({ left: 0, top: 0, width, height }, count).map(
    (area, index) => fileView({ area, index, preview }, Number.POSITIVE_INFINITY, bare).scroll?.top ?? 0,
  );
  return Math.max(...tops);
});

const bare = makeTheme({ name: 'none', depth: 1, ascii: false });

/** Of as many files as are wanted now. */
function previewOf({ state: { preview } }: App, files: 1 | 2): Preview | undefined {
  return preview?.task.files.length === files ? preview : undefined;
}

interface OneOptions {
  readonly area: Area;
  readonly index: number;
  readonly preview: Preview | undefined;
  readonly target: Extract<Target, { readonly kind: 'files' }>;
  readonly app: App;
  readonly theme: Theme;
}

function fileView({ area, index, preview }: Pick<OneOptions, 'area' | 'index' | 'preview'>, top: number, theme: Theme) {
  return drawFile(
    {
      file: preview?.files[index],
      other: preview?.files[1 - index],
      difference: preview?.comparison?.kind === 'differs' ? preview.comparison : undefined,
      index,
      failure: preview?.failure,
      top,
    },
    innerArea(area),
    theme,
  );
}

function drawOne({ area, index, preview, target, app, theme }: OneOptions): BoxView {
  const shown = target.files[index];
  const path = preview?.task.files[index] ?? shown?.path;
  const { width } = innerArea(area);
  const drawn = fileView({ area, index, preview }, app.ui.preview?.top ?? 0, theme);
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
