import { Box, Text, useApp } from 'ink';
import Spinner from 'ink-spinner';
import { memo, type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { type Area, layOut, type PaneArea } from './layout.ts';
import type { App } from './model/app.ts';
import { PaneBoundary } from './pane-boundary.tsx';
import { drawPane, paneInfo } from './panes/index.ts';
import type { Program } from './program.ts';
import { toAscii } from './text/ascii.ts';
import type { Theme } from './theme/theme.ts';
import { drawFooter } from './view/footer.ts';
import { drawFrame, drawLine } from './view/frame.ts';
import { drawHeader } from './view/header.ts';
import { drawOverlay } from './view/overlays.ts';

type Suspend = ReturnType<typeof useApp>['suspendTerminal'];

export interface ScreenProps {
  readonly program: Program;
  readonly theme: Theme;
  readonly folder: string;
  /** Gives the terminal away and takes it back, once the screen stands. */
  readonly onReady: (suspend: Suspend) => void;
}

/** The whole screen: every piece at the place that layout.ts gives it, each one text of finished lines. */
export function Screen({ program, theme, folder, onReady }: ScreenProps): ReactNode {
  const app = useSyncExternalStore(program.watch, program.current);
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  const { columns, rows } = app.ui.size;
  const layout = layOut(app.ui.size, app.ui.focus, app.ui.zoomed);
  return (
    <Box width={columns} height={rows}>
      {layout.kind === 'too-small' ? (
        <Piece
          area={{ left: 0, top: 0, width: columns, height: rows }}
          lines={tooSmall(app, layout.needs)}
          theme={theme}
        />
      ) : (
        <>
          <TopLine app={app} folder={folder} theme={theme} />
          {layout.panes.map((area) => (
            <PaneBoundary key={area.pane} area={area}>
              <Pane area={area} app={app} theme={theme} />
            </PaneBoundary>
          ))}
          <Piece
            area={{ left: 0, top: rows - 1, width: columns, height: 1 }}
            lines={[drawFooter(app, theme)]}
            theme={theme}
          />
          <Front app={app} theme={theme} />
        </>
      )}
    </Box>
  );
}

function Pane({ area, app, theme }: { readonly area: PaneArea; readonly app: App; readonly theme: Theme }): ReactNode {
  const { pane, width, height } = area;
  if (area.shape === 'line')
    return <Piece area={area} lines={[drawLine(pane, paneInfo[pane](app), width, theme)]} theme={theme} />;
  const focused = app.ui.focus === pane;
  const view = drawPane[pane](app, { width: width - 2, height: height - 2, focused }, theme);
  return <Piece area={area} lines={drawFrame(view, { pane, area, focused, theme })} theme={theme} />;
}

function TopLine({
  app,
  folder,
  theme,
}: {
  readonly app: App;
  readonly folder: string;
  readonly theme: Theme;
}): ReactNode {
  const { text, spinnerColumn } = drawHeader(app, folder, theme);
  return (
    <>
      <Piece area={{ left: 0, top: 0, width: app.ui.size.columns, height: 1 }} lines={[text]} theme={theme} />
      {spinnerColumn === undefined ? null : (
        <Box position="absolute" marginLeft={spinnerColumn}>
          <Spinner type={theme.glyphs.spinner} />
        </Box>
      )}
    </>
  );
}

function Front({ app, theme }: { readonly app: App; readonly theme: Theme }): ReactNode {
  if (app.ui.overlay === undefined) return null;
  const { area, lines } = drawOverlay(app.ui.overlay, app.ui, theme);
  return <Piece area={area} lines={lines} theme={theme} />;
}

interface PieceProps {
  readonly area: Area;
  readonly lines: readonly string[];
  readonly theme: Theme;
}

function Piece({ area, lines, theme }: PieceProps): ReactNode {
  const text = lines.slice(0, area.height).join('\n');
  return <PieceText left={area.left} top={area.top} text={theme.ascii ? toAscii(text) : text} />;
}

/** Finished lines at a place. The same text again costs no more than a comparison. */
const PieceText = memo(
  ({ left, top, text }: { readonly left: number; readonly top: number; readonly text: string }) => (
    <Box position="absolute" marginLeft={left} marginTop={top}>
      <Text wrap="truncate">{text}</Text>
    </Box>
  ),
);

function tooSmall({ ui }: App, needs: { readonly columns: number; readonly rows: number }): string[] {
  return [
    'forkful needs',
    `${needs.columns} × ${needs.rows} here`,
    `this is ${ui.size.columns} × ${ui.size.rows}`,
    'q quits',
  ];
}
