import type { Readable } from 'node:stream';
import { makeVisible } from '../base/visible.ts';

/** Longer lines are cut into pieces, so that a child cannot fill our memory with one. */
const longestLine = 16_384;

/** Calls back with each line of a stream, safe to print, without its end; the last one also when it has none. */
export function forEachLine(stream: Readable, onLine: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    while (rest.length > longestLine) {
      lines.push(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
    for (const line of lines) onLine(makeVisible(line.replace(/\r$/, '')));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(makeVisible(rest));
  });
  // A pipe that breaks with its child has nothing more to say.
  stream.on('error', () => {});
}
