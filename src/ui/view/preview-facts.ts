import { dirName, toText } from '../../base/byte-path.ts';
import { formatBytes, formatCount, plural } from '../../base/quantities.ts';
import type { Content, FilePreview } from '../../preview/types.ts';
import { cutEnd, cutMiddle, padEnd, widthOf } from '../text/width.ts';
import type { Theme } from '../theme/theme.ts';

/** A word and what it is about this file; without a word it is of the first line. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Told for every file, so two of them are compared by it. */
  readonly compared: boolean;
}

/** The first line: what it is, how large. */
export function headFacts({ size, content }: FilePreview): Fact[] {
  const bytes = size === undefined ? [] : [fact('size', formatBytes(size))];
  return [...kindFacts(content), ...bytes];
}

/** What stands below, the most telling first. */
export function furtherFacts({ path, size, changed, mode, content }: FilePreview): Fact[] {
  const shot = content.kind === 'picture' ? content.shot : {};
  const folder = toText(dirName(path));
  return [
    ...(shot.taken === undefined ? [] : [fact('taken', shot.taken)]),
    ...(shot.camera === undefined ? [] : [fact('camera', shot.camera)]),
    ...(shot.exposure === undefined ? [] : [fact('exposure', shot.exposure)]),
    ...(changed === undefined ? [] : [fact('changed', new Date(changed).toLocaleString('sv'))]),
    ...(size === undefined ? [] : [fact('bytes', formatCount(size))]),
    ...(mode === undefined ? [] : [fact('mode', mode)]),
    { ...fact('folder', folder), compared: false },
  ];
}

/** As many lines as there is room for; what differs from the other file's is marked by colour and sign. */
export function factLines(
  file: FilePreview,
  other: FilePreview | undefined,
  { width, height }: { readonly width: number; readonly height: number },
  theme: Theme,
): string[] {
  const { paint, glyphs } = theme;
  const others = other === undefined ? undefined : [...headFacts(other), ...furtherFacts(other)];
  const differs = ({ name, value, compared }: Fact): boolean =>
    compared && others !== undefined && others.find((each) => each.name === name)?.value !== value;
  const head = headLine(headFacts(file), differs, width, theme);
  const label = 9;
  const rows = furtherFacts(file)
    .slice(0, Math.max(0, height - 1))
    .map((each) => {
      const different = differs(each);
      const sign = different ? `${glyphs.different} ` : '';
      const cut = each.name === 'folder' ? cutMiddle : cutEnd;
      const value = cut(each.value, width - label - widthOf(sign));
      return paint.faint(padEnd(each.name, label)) + (different ? paint.marked(sign + value) : paint.text(value));
    });
  return [head, ...rows].slice(0, height);
}

function headLine(facts: readonly Fact[], differs: (each: Fact) => boolean, width: number, theme: Theme): string {
  const { paint, glyphs } = theme;
  const gap = ` ${glyphs.dot} `;
  let line = '';
  let left = width;
  for (const [index, each] of facts.entries()) {
    const sign = differs(each) ? `${glyphs.different} ` : '';
    const before = index === 0 ? '' : gap;
    const text = cutEnd(sign + each.value, left - widthOf(before));
    if (text === '') break;
    left -= widthOf(before) + widthOf(text);
    line +=
      paint.faint(before) + (sign === '' ? (index === 0 ? paint.strong(text) : paint.text(text)) : paint.marked(text));
  }
  return line;
}

function kindFacts(content: Content): Fact[] {
  switch (content.kind) {
    case 'picture': {
      const { format, width, height, pages } = content;
      return [
        fact('kind', format),
        ...(width === 0
          ? []
          : [fact('pixels', `${width} × ${height}`), fact('megapixels', megapixels(width * height))]),
        ...(pages > 1 ? [fact('pages', plural(pages, 'picture'))] : []),
      ];
    }
    case 'text':
    case 'binary':
      return [fact('kind', content.format)];
    case 'empty':
      return [fact('kind', 'empty file')];
    case 'folder':
      return [
        fact('kind', 'folder'),
        fact(
          'entries',
          content.entries === undefined ? 'more than 10,000 entries' : plural(content.entries, 'entry', 'entries'),
        ),
      ];
    case 'special':
      return [fact('kind', content.what)];
    case 'unreadable':
      return [fact('kind', content.reason)];
  }
}

function megapixels(pixels: number): string {
  return `${(pixels / 1e6).toFixed(pixels < 1e7 ? 1 : 0)} MP`;
}

function fact(name: string, value: string): Fact {
  return { name, value, compared: true };
}
