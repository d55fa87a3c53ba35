import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import InkOutput from '../../../node_modules/ink/build/output.js';
import Output, { type Clip } from '../../../src/ui/ink/output.ts';
import { visibleWidth } from '../../../src/ui/view/frame.ts';
import { type Cell, Screen } from '../../support/screen.ts';

type Operation =
  | { readonly kind: 'write'; readonly x: number; readonly y: number; readonly text: string }
  | { readonly kind: 'clip'; readonly clip: Clip }
  | { readonly kind: 'unclip' };

const size = { width: 24, height: 6 };

/** The same operations on an Output of either making. */
function frameOf(output: Pick<Output, 'write' | 'clip' | 'unclip' | 'get'>, operations: readonly Operation[]): string {
  let open = 0;
  for (const operation of operations) {
    if (operation.kind === 'write') output.write(operation.x, operation.y, operation.text, { transformers: [] });
    else if (operation.kind === 'clip') output.clip(operation.clip);
    else if (open > 0) output.unclip();
    open += operation.kind === 'clip' ? 1 : operation.kind === 'unclip' && open > 0 ? -1 : 0;
  }
  return output.get().output;
}

/** What a person sees of a frame, a row a line. */
async function seen(frame: string): Promise<string[][]> {
  const screen = new Screen(size.width, size.height, true);
  await screen.write(frame);
  const rows = Array.from({ length: size.height }, (_, row) => screen.cells(row).map(sight));
  screen.dispose();
  return rows;
}

/** Of a blank its background is all that is seen; a cell that was never written is one. */
function sight({ text, foreground, background, ...more }: Cell): string {
  const blank = (text === '' || text === ' ') && !more.inverse && !more.underline;
  const attributes = Object.entries(more).flatMap(([name, set]) => (set === true ? [name] : []));
  return blank ? `on ${background}` : [text || ' ', foreground, 'on', background, ...attributes].join(' ');
}

const style = fc.constantFrom(
  ['\x1b[1m', '\x1b[22m'],
  ['\x1b[2m', '\x1b[22m'],
  ['\x1b[7m', '\x1b[27m'],
  ['\x1b[4m', '\x1b[24m'],
  ['\x1b[31m', '\x1b[39m'],
  ['\x1b[38;5;208m', '\x1b[39m'],
  ['\x1b[38;2;1;2;3m', '\x1b[39m'],
  ['\x1b[48;2;9;8;7m', '\x1b[49m'],
  ['\x1b[1m\x1b[38;5;12m', '\x1b[39m\x1b[22m'],
);
const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'B', ' ', '│', '…') }),
  fc.constantFrom('旅行', '한', '👨‍👩‍👧', 'e\u0301', '🇩🇪', '❤️', 'a\nb', '\n', '\u200b'),
);
const run = fc.oneof(
  word,
  fc.tuple(style, word).map(([[on, off], text]) => on + text + off),
);
const text = fc.array(run, { minLength: 1, maxLength: 6 }).map((runs) => runs.join(''));
const wrapped = fc.oneof(
  text,
  fc.tuple(style, text).map(([[on, off], inside]) => on + inside + off),
);
// Ink lets a line run out of the frame; ours ends there.
const write = fc
  .record({ kind: fc.constant('write' as const), y: fc.integer({ min: 0, max: 5 }), text: wrapped, share: fc.nat(100) })
  .map(({ text, share, ...rest }) => {
    const room = size.width - Math.max(...text.split('\n').map(visibleWidth));
    return { ...rest, x: Math.floor((Math.max(0, room) * share) / 100), text: room < 0 ? '' : text };
  });
const bounds = fc.oneof(
  fc.constant([undefined, undefined] as const),
  fc.tuple(fc.nat(12), fc.nat(size.width)).map(([from, length]) => [from, from + length] as const),
);
const operation = fc.oneof(
  { weight: 8, arbitrary: write },
  {
    weight: 3,
    arbitrary: fc
      .tuple(bounds, bounds)
      .map(([[x1, x2], [y1, y2]]) => ({ kind: 'clip' as const, clip: { x1, x2, y1, y2 } })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'unclip' as const }) },
);

/** Without what ours adds to keep the columns: blanks, and the character between two places of the cursor. */
function withoutAnchors(frame: string): string {
  return frame.replace(/( *)\x1b\[(\d+)G([^\x1b]+)\x1b\[(\d+)G/g, (_, blanks: string, from, text: string, to) => {
    return blanks.slice(Number(to) - Number(from)) + text;
  });
}

describe('a frame', () => {
  it('looks as the one that Ink makes of the same pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 8 }), async (operations) => {
        const [ours, inks] = [new Output(size), new InkOutput(size)].map((output) => frameOf(output, operations));
        expect(await seen(withoutAnchors(ours ?? ''))).toEqual(await seen(inks ?? ''));
      }),
      { numRuns: 1000 },
    );
  });
});
