import type { App, Command, Step } from '../model/app.ts';
import { hasMarkedPair, targetOf } from '../model/preview.ts';
import type { PreviewState } from '../model/ui-state.ts';
import { lastPreviewTop } from '../view/preview.ts';

/** Opens it, or says why there is nothing to look at. */
function open(app: App, show: PreviewState['show']): Step {
  const ui = { ...app.ui, preview: { show, top: 0 } };
  const target = targetOf({ ...app, ui });
  return target.kind === 'nothing' ? { say: target.why } : { ui };
}

export const closePreview: Command = ({ ui }) => ({ ui: { ...ui, preview: undefined } });

const scroll =
  (rows: number): Command =>
  (app) => {
    const { ui } = app;
    if (ui.preview === undefined) return { say: 'no preview is open · p opens one' };
    const last = lastPreviewTop(app);
    const top = Math.max(0, Math.min(last, Math.min(last, ui.preview.top) + rows));
    return { ui: { ...ui, preview: { ...ui.preview, top } } };
  };

export const previewCommands = {
  preview: (app) => (app.ui.preview?.show === 'file' ? closePreview(app) : open(app, 'file')),
  /** Two marked files first, where it is two; then the file of the row and the one that stays; then closed. */
  compare: (app) => {
    const show = app.ui.preview?.show;
    if (show === 'pair') return closePreview(app);
    return open(app, show !== 'marked' && hasMarkedPair(app) ? 'marked' : 'pair');
  },
  'preview-down': scroll(1),
  'preview-up': scroll(-1),
} satisfies Record<string, Command>;
