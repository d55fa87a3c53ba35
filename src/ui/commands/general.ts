import { plural } from '../../base/quantities.ts';
import type { State } from '../../store/state.ts';
import { type PaneId, paneIds } from '../layout.ts';
import { type App, type Command, previewingIn } from '../model/app.ts';
import { emptyLine, lineOf } from '../model/line.ts';
import { showTimings } from '../model/report.ts';
import { type ThemeChoice, themeChoices } from '../theme/theme.ts';

const focusOn =
  (pane: PaneId): Command =>
  ({ ui }) => ({ ui: { ...ui, focus: pane, rangeFrom: undefined } });

const focusBy =
  (steps: number): Command =>
  (app) => {
    const next = paneIds[(paneIds.indexOf(app.ui.focus) + steps + paneIds.length) % paneIds.length];
    return next === undefined ? {} : focusOn(next)(app);
  };

const themeWords: Readonly<Record<ThemeChoice, string>> = {
  auto: "dark or light, as the terminal's background is",
  dark: 'for a dark background',
  light: 'for a light background',
  contrast: 'the terminal’s own colours, by weight and line',
  none: 'no colours at all',
};

export const generalCommands = {
  'next-pane': focusBy(1),
  'previous-pane': focusBy(-1),
  'pane-1': focusOn('processes'),
  'pane-2': focusOn('downloads'),
  'pane-3': focusOn('duplicates'),
  'pane-4': focusOn('system'),
  'pane-5': focusOn('log'),
  zoom: ({ ui }) => ({ ui: { ...ui, zoomed: !ui.zoomed } }),
  timings: showTimings,
  help: ({ ui }) => ({ ui: { ...ui, overlay: { kind: 'help', top: 0 } } }),
  palette: ({ ui }) => ({ ui: { ...ui, overlay: { kind: 'palette', query: emptyLine, cursor: 0 } } }),
  filter: ({ ui }) => ({
    ui: { ...ui, typing: { purpose: 'filter', pane: ui.focus, line: lineOf(ui.filters[ui.focus]) } },
  }),
  mouse: ({ ui }) => ({
    ui: { ...ui, mouse: !ui.mouse },
    effects: [{ kind: 'mouse', on: !ui.mouse }],
    say: ui.mouse
      ? 'mouse off: the terminal selects text with it · m takes it back'
      : 'mouse on: it clicks and scrolls here · m gives it to the terminal',
  }),
  theme: ({ ui }) => ({
    ui: {
      ...ui,
      overlay: {
        kind: 'menu',
        title: 'Colours',
        cursor: themeChoices.indexOf(ui.theme),
        items: themeChoices.map((theme) => ({
          label: theme,
          about: themeWords[theme],
          effects: [{ kind: 'theme', theme }],
        })),
      },
    },
  }),
  redraw: () => ({ effects: [{ kind: 'redraw' }] }),
  suspend: () => ({ effects: [{ kind: 'suspend' }] }),
  interrupt: () => ({ effects: [{ kind: 'quit', code: 130 }] }),
  undo: (app) => {
    if (app.noDelete) return { say: 'removal and undo are off (--no-delete)' };
    return app.state.removal.phase === 'idle'
      ? { effects: [{ kind: 'undo' }] }
      : { say: 'a removal is under way; u works when it is done' };
  },
  quit: (app) => (app.busy ? askToQuit(app) : { effects: [{ kind: 'quit', code: 0 }] }),
  back: ({ ui, state }) => {
    if (ui.rangeFrom !== undefined) return { ui: { ...ui, rangeFrom: undefined } };
    if (previewingIn(ui) !== undefined) return { ui: { ...ui, preview: undefined } };
    if (ui.filters[ui.focus] !== '') {
      if (ui.focus === 'duplicates') state.duplicates.setFilter('');
      return { ui: { ...ui, filters: { ...ui.filters, [ui.focus]: '' } } };
    }
    if (ui.zoomed) return { ui: { ...ui, zoomed: false } };
    return ui.toast === undefined ? { say: 'nothing to back out of · q quits' } : { ui: { ...ui, toast: undefined } };
  },
} satisfies Record<string, Command>;

function askToQuit(app: App): ReturnType<Command> {
  return {
    ui: {
      ...app.ui,
      overlay: {
        kind: 'confirm',
        title: 'Leave forkful?',
        lines: (state) => {
          const stops = whatWouldStop(state);
          return stops.length > 0 ? stops : ['nothing is under way any more'];
        },
        yes: 'Leave',
        chosen: 'no',
        effects: [{ kind: 'quit', code: 0 }],
      },
    },
  };
}

/** What leaving now would interrupt, in words; none while nothing is under way. */
export function whatWouldStop({ downloads, scan, removal }: State): string[] {
  const { unfinished } = downloads;
  const goOn = unfinished === 1 ? 'it goes' : 'they go';
  return [
    ...(unfinished > 0 ? [`${plural(unfinished, 'download')} unfinished; ${goOn} on at the next start`] : []),
    ...(scan.phase === 'running' ? ['the scan is not complete'] : []),
    ...(removal.phase === 'idle' ? [] : ['files are being removed or brought back']),
  ];
}
