import { createHash } from 'node:crypto';
import type { Picture } from './collection.ts';
import { sceneSvg } from './scene.ts';

export interface Rendered {
  readonly bytes: Buffer;
  readonly type: string;
  /** A strong validator. */
  readonly etag: string;
}

const types = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

/** Renders each picture once. The image library encodes the same input to the same bytes within one run. */
export function createGallery(): (picture: Picture) => Promise<Rendered> {
  const made = new Map<string, Promise<Rendered>>();
  return (picture) => {
    const key = `${picture.seed}-${picture.width}x${picture.height}.${picture.format}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const rendering = render(picture);
    made.set(key, rendering);
    return rendering;
  };
}

async function render({ seed, width, height, format }: Picture): Promise<Rendered> {
  const { default: sharp } = await import('sharp');
  const image = sharp(Buffer.from(sceneSvg(seed, width, height)));
  const encoded =
    format === 'jpg'
      ? image.jpeg({ quality: 88 })
      : format === 'png'
        ? image.png({ compressionLevel: 6 })
        : image.webp({ quality: 84, effort: 2 });
  const bytes = await encoded.toBuffer();
  return { bytes, type: types[format], etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` };
}
