import { Box, Text, useApp } from 'ink';
import { type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ScreenProps } from '../screen.tsx';
import { createSpeaker } from './spoken.ts';

/** The screen as Ink's screen-reader mode wants it: plain lines with roles, none of them at a place of its own. */
export function SpokenScreen({ program, folder, onReady }: Omit<ScreenProps, 'theme'>): ReactNode {
  const speaker = useMemo(() => createSpeaker(folder), [folder]);
  const spoken = useSyncExternalStore(program.watch, () => speaker(program.current()));
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  const { heading, dialog, title, rows, preview, others, foot } = spoken;
  return (
    <Box flexDirection="column">
      <Text>{heading}</Text>
      {dialog === undefined ? (
        <>
          <Box flexDirection="column" aria-role="list">
            <Text>{title}</Text>
            {rows.map(({ text, selected }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <Box key={index} aria-role="listitem" aria-state={{ selected }}>
                <Text>{text}</Text>
              </Box>
            ))}
          </Box>
          {preview.length === 0 ? null : <Text>{`preview: ${preview.join('\n')}`}</Text>}
          <Box flexDirection="column" aria-role="tablist">
            <Text>{others.join('\n')}</Text>
          </Box>
        </>
      ) : (
        <Box flexDirection="column" aria-role="menu">
          <Text>{dialog.join('\n')}</Text>
        </Box>
      )}
      <Text>{foot}</Text>
    </Box>
  );
}
