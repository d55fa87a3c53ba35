import { Box, Text, useApp } from 'ink';
import Spinner from 'ink-spinner';
import { memo, type ReactNode, useEffect, useSyncExternalStore } from 'react';
import type { PaneArea } from './layout.ts';
import { type App, layoutOf } from './model/app.ts';
import { PaneBoundary } from './pane-boundary.tsx';
import { drawPane, paneInfo } from './panes/index.ts';
import type { Program } from './program.ts';
import { toAscii } from './text/ascii.ts';
import type { Theme } from './theme/theme.ts';
import { drawAboveField, drawFooter } from './view/footer.ts';
import { type BoxView, drawFrame, drawLine } from './view/frame.ts';
import { drawHeader } from './view/header.ts';
import { drawOverlay } from './view/overlays.ts';
import { drawPreview } from './view/preview.ts';
import { drawTooSmall } from './view/too-small.ts';

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
  const layout = layoutOf(app.ui);
  return (
    <Box width={columns} height={rows}>
      {layout.kind === 'too-small' ? (
        <Piece left={0} top={0} text={drawTooSmall(app, layout.needs).join('\n')} theme={theme} />
      ) : (
        <>
          <TopLine app={app} folder={folder} theme={theme} />
          {layout.panes.map((area) => (
            <PaneBoundary key={area.pane} area={area} name={area.pane}>
              <Pane area={area} app={app} theme={theme} />
            </PaneBoundary>
          ))}
          {layout.preview === undefined ? null : (
            <PaneBoundary area={layout.preview} name="preview">
              <Preview app={app} theme={theme} />
            </PaneBoundary>
          )}
          <AboveField app={app} theme={theme} />
          <Piece left={0} top={rows - 1} text={drawFooter(app, theme)} theme={theme} />
          <Front app={app} theme={theme} />
        </>
      )}
    </Box>
  );
}

function Pane({ area, app, theme }: { readonly area: PaneArea; readonly app: App; readonly theme: Theme }): ReactNode {
  const { pane, width, height } = area;
  if (area.shape === 'line')
    return (
      <Piece left={area.left} top={area.top} text={drawLine(pane, paneInfo[pane](app), width, theme)} theme={theme} />
    );
  const focused = app.ui.focus === pane;
  const view = drawPane[pane](app, { width: width - 2, height: height - 2, focused }, theme);
  return <Boxed box={drawFrame(view, { pane, area, focused, theme })} theme={theme} />;
}

function Preview({ app, theme }: { readonly app: App; readonly theme: Theme }): ReactNode {
  const view = drawPreview(app, theme);
  if (view === undefined) return null;
  const { boxes, verdict } = view;
  return (
    <>
      {boxes.map((box) => (
        <Boxed key={box.area.left} box={box} theme={theme} />
      ))}
      {verdict === undefined ? null : (
        <Piece left={verdict.area.left} top={verdict.area.top} text={verdict.text} theme={theme} />
      )}
    </>
  );
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
      <Piece left={0} top={0} text={text} theme={theme} />
      {spinnerColumn === undefined || app.still ? null : (
        <Box position="absolute" marginLeft={spinnerColumn}>
          <Spinner type={theme.glyphs.spinner} />
        </Box>
      )}
    </>
  );
}

function AboveField({ app, theme }: { readonly app: App; readonly theme: Theme }): ReactNode {
  const text = drawAboveField(app, theme);
  return text === undefined ? null : <Piece left={0} top={app.ui.size.rows - 2} text={text} theme={theme} />;
}

function Front({ app, theme }: { readonly app: App; readonly theme: Theme }): ReactNode {
  if (app.ui.overlay === undefined) return null;
  return <Boxed box={drawOverlay(app.ui.overlay, app, theme)} theme={theme} />;
}

function Boxed({ box, theme }: { readonly box: BoxView; readonly theme: Theme }): ReactNode {
  const { left, top, width, height } = box.area;
  return (
    <>
      <Piece left={left} top={top} text={box.top} theme={theme} />
      <Piece left={left} top={top + 1} text={box.left} theme={theme} />
      <Piece left={left + 1} top={top + 1} text={box.body.join('\n')} theme={theme} />
      <Piece left={left + width - 1} top={top + 1} text={box.right} theme={theme} />
      <Piece left={left} top={top + height - 1} text={box.bottom} theme={theme} />
    </>
  );
}

interface PieceProps {
  readonly left: number;
  readonly top: number;
  readonly text: string;
  readonly theme: Theme;
}

/** Finished lines at a place. The same text again costs no more than a comparison. */
const Piece = memo(({ left, top, text, theme }: PieceProps) => (
  <Box position="absolute" marginLeft={left} marginTop={top}>
    <Text wrap="truncate">{theme.ascii ? toAscii(text) : text}</Text>
  </Box>
));
