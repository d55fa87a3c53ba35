import { join } from 'node:path';
import { fromText } from '../../src/base/byte-path.ts';
import { lookAt } from '../../src/preview/look.ts';
import type { Content, FilePreview } from '../../src/preview/types.ts';

export const room = { width: 40, height: 40 };

export function look(...path: readonly string[]): Promise<FilePreview> {
  return lookAt(fromText(join(...path)), room);
}

/** The content, which must be of that kind. */
export function contentAs<Kind extends Content['kind']>(
  { content }: FilePreview,
  kind: Kind,
): Extract<Content, { readonly kind: Kind }> {
  if (content.kind !== kind) throw new Error(`a ${kind} was expected: ${JSON.stringify(content).slice(0, 200)}`);
  return content as Extract<Content, { readonly kind: Kind }>;
}

/** Red, green, blue and opacity of a pixel. */
export function pixelAt({ pixels }: Extract<Content, { readonly kind: 'picture' }>, x: number, y: number): number[] {
  if (pixels === undefined) throw new Error('the picture was not decoded');
  return [...pixels.rgba.subarray((y * pixels.width + x) * 4, (y * pixels.width + x) * 4 + 4)];
}
