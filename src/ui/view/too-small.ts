import { whatWouldStop } from '../commands/general.ts';
import type { Size } from '../layout.ts';
import type { App } from '../model/app.ts';
import { wrap } from '../text/width.ts';

/** Where there is no room for the screen: what it needs, and the only keys that work, with what they do. */
export function drawTooSmall({ ui, state }: App, needs: Size): string[] {
  const { columns, rows } = ui.size;
  const stops = whatWouldStop(state);
  const sentences = [
    `forkful needs ${needs.columns}×${needs.rows} here`,
    `this is ${columns}×${rows}`,
    stops.length === 0 ? 'q or Ctrl-C quits' : `q or Ctrl-C quits at once: ${stops.join(', ')}`,
    'Ctrl-Z leads to the shell',
  ];
  const lines = sentences.flatMap((sentence) => wrap(sentence, columns));
  return (lines.length <= rows ? lines : wrap(sentences.join(' · '), columns)).slice(0, rows);
}
