/** A preview as lines, for standard output: drawn by what draws it on the screen, without boxes. Loads no Ink. */
import { toText } from '../base/byte-path.ts';
import type { FilePreview, Preview, Room } from '../preview/types.ts';
import { arrange } from './model/preview.ts';
import { blanks, cutMiddle } from './text/width.ts';
import type { Theme } from './theme/theme.ts';
import { visibleWidth } from './view/frame.ts';
import { drawFile } from './view/preview-file.ts';
import { verdictLine } from './view/preview-verdict.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const gap = 2;

/** Pixels that the pictures of one file or two are drawn with in so many columns and rows. */
export function drawnRoom(size: Size, count: 1 | 2): Room {
  const { picture } = arrange(inside(size, count));
  return { width: picture.width, height: picture.height * 2 };
}

export function printPreview(preview: Preview, size: Size, theme: Theme): string[] {
  const room = inside(size, preview.task.files.length);
  const [left, right] = preview.task.files.map((path, index) => [
    ` ${theme.paint.title(cutMiddle(toText(path), room.width - 2))}`,
    ...drawFile(
      {
        file: preview.files[index],
        other: preview.files[1 - index],
        difference: preview.comparison?.kind === 'differs' ? preview.comparison : undefined,
        index,
        failure: preview.failure,
        top: 0,
      },
      room,
      theme,
    ).lines,
  ]);
  if (left === undefined) return [];
  if (right === undefined) return squeeze(left.map(trimEnd), preview.files[0]);
  const lines = left.map((line, row) => trimEnd(line + blanks(room.width + gap - visibleWidth(line)) + right[row]));
  return [...lines, verdictLine(preview, size.width, theme)];
}

/** Without the line of names, and without that of the verdict. */
function inside({ width, height }: Size, count: 1 | 2): Size {
  return count === 1 ? { width, height: height - 1 } : { width: Math.floor((width - gap) / 2), height: height - 2 };
}

/** A screen has its size; on paper, empty lines say nothing, but for those of a picture. */
function squeeze(lines: readonly string[], file: FilePreview | undefined): string[] {
  if (file?.content.kind === 'picture') return [...lines];
  return lines.filter((line, row) => line !== '' || (row > 0 && lines[row - 1] !== ''));
}

function trimEnd(line: string): string {
  return line.replace(/ +$/, '');
}
