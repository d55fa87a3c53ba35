import type { App } from '../model/app.ts';
import type { Theme } from '../theme/theme.ts';
import type { PaneView } from '../view/frame.ts';

/** The inside of a pane's frame. */
export interface PaneSize {
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
}

/** A pane is a function of what there is to show, the room for it and the theme. */
export type DrawPane = (app: App, size: PaneSize, theme: Theme) => PaneView;
