import { renderToString } from 'ink';
import type { ReactNode } from 'react';

const sequences = /\x1b\[[0-9;]*[mG]/g;

/** What the screen shows, as text without colours. */
export function screenAsText(screen: ReactNode, columns: number): string {
  return `${renderToString(screen, { columns }).replace(sequences, '')}\n`;
}
