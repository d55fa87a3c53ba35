import { Box, Text } from 'ink';
import { Component, type ReactNode } from 'react';
import { makeVisible } from '../base/visible.ts';
import type { Area } from './layout.ts';

interface Props {
  readonly area: Area;
  readonly name: string;
  readonly children: ReactNode;
}

/** A pane that fails says what failed, and leaves the others alone. */
export class PaneBoundary extends Component<Props, { readonly failure: Error | undefined }> {
  override state: { readonly failure: Error | undefined } = { failure: undefined };

  static getDerivedStateFromError(failure: unknown): { failure: Error } {
    return { failure: failure instanceof Error ? failure : new Error(String(failure)) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    const { name, area } = this.props;
    const { left, top, width, height } = area;
    return (
      <Box
        position="absolute"
        marginLeft={left}
        marginTop={top}
        width={width}
        height={height}
        borderStyle="single"
        paddingX={1}
      >
        <Text wrap="truncate">{`${name} cannot be shown: ${makeVisible(failure.message)}`}</Text>
      </Box>
    );
  }
}
