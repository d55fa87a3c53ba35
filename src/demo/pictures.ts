import { createHash } from 'node:crypto';
import type { Exif } from 'sharp';
import type { Picture } from './collection.ts';
import { randomFrom, sceneSvg } from './scene.ts';

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

const cameras = [
  ['Loopback', 'Loopback L1'],
  ['Looking Glass', 'LG-35'],
] as const;

/** As a camera would have written it: what a preview shows of a picture besides its pixels. */
function exifOf(seed: number): Exif {
  const random = randomFrom(seed + 1);
  const [make, model] = cameras[random() < 0.6 ? 0 : 1];
  const two = (most: number): string => String(1 + Math.floor(random() * most)).padStart(2, '0');
  const taken = `2024:${two(12)}:${two(28)} ${two(23)}:${two(59)}:${two(59)}`;
  return {
    IFD0: { Make: make, Model: model },
    IFD2: {
      DateTimeOriginal: taken,
      ExposureTime: `1/${30 * 2 ** Math.floor(random() * 6)}`,
      FNumber: `${[18, 28, 40, 56, 80][Math.floor(random() * 5)]}/10`,
      ISOSpeedRatings: String(100 * 2 ** Math.floor(random() * 5)),
      FocalLength: `${[24, 35, 50, 85][Math.floor(random() * 4)]}/1`,
    },
  };
}

async function render({ seed, width, height, format }: Picture): Promise<Rendered> {
  const { default: sharp } = await import('sharp');
  const image = sharp(Buffer.from(sceneSvg(seed, width, height)));
  const encoded =
    format === 'jpg'
      ? image.jpeg({ quality: 88 }).withExif(exifOf(seed))
      : format === 'png'
        ? image.png({ compressionLevel: 6 })
        : image.webp({ quality: 84, effort: 2 });
  const bytes = await encoded.toBuffer();
  return { bytes, type: types[format], etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` };
}
