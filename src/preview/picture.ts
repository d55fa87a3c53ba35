/**
 * Pictures, decoded by the image library into as few pixels as a terminal shows. It runs in a child that nobody misses:
 * a decoder is the part of a program that a hostile file is made for.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Sharp, SharpOptions } from 'sharp';
import { makeVisible } from '../base/visible.ts';
import { readShot } from './exif.ts';
import type { Content, Pixels, Room } from './types.ts';

type Picture = Extract<Content, { readonly kind: 'picture' }>;
type ImageLibrary = typeof import('sharp').default;

/** More is not decoded: a few bytes of a file can claim any size, and some formats need all of it at once. */
const mostPixels = 200_000_000;
/** How much larger a small picture, an icon for one, may be drawn. */
const mostEnlarged = 8;

const loaders = ['Jpeg', 'Png', 'Nsgif', 'Webp', 'Tiff', 'Heif'] as const;

let library: ImageLibrary | undefined;

/** Only the decoders that are wanted; above all none that follows references out of a file, as SVG's does. */
async function loadLibrary(): Promise<ImageLibrary> {
  if (library !== undefined) return library;
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders.map((name) => `VipsForeignLoad${name}File`) });
  library = sharp;
  return sharp;
}

/** @param handle an open regular file whose first bytes are those of `format` */
export async function lookAtPicture(handle: FileHandle, format: string, room: Room): Promise<Picture> {
  const sharp = await loadLibrary();
  // The very file that was checked, whatever its path leads to by now. What is damaged or not all here yet is drawn as
  // far as it goes.
  const open = (limitInputPixels: number | false): Sharp => {
    const options: SharpOptions = { failOn: 'none', limitInputPixels, sequentialRead: true };
    return sharp(descriptorPath(handle.fd), options);
  };
  const unknown = { kind: 'picture', format, width: 0, height: 0, pages: 1, shot: {}, pixels: undefined } as const;
  let known: Omit<Picture, 'problem'> = unknown;
  try {
    const { autoOrient, pages = 1, exif } = await open(false).metadata();
    known = { ...unknown, ...autoOrient, pages, shot: exif === undefined ? {} : readShot(exif) };
    return { ...known, pixels: await decode(open(mostPixels), autoOrient, room), problem: undefined };
  } catch (error) {
    return { ...known, problem: wordsOf(error, known) };
  }
}

async function decode(image: Sharp, size: Room, room: Room): Promise<Pixels> {
  const scale = Math.min(room.width / size.width, room.height / size.height);
  // Whole steps without blending keep the look of an icon's pixels.
  const shown = scale > 2 ? Math.min(Math.floor(scale), mostEnlarged) : Math.min(scale, 1);
  const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * shown)));
  const { data, info } = await image
    .autoOrient()
    .resize({ width, height, fit: 'fill', kernel: shown > 1 ? 'nearest' : 'lanczos3' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`${info.channels} channels where red, green, blue and alpha are wanted`);
  return { width: info.width, height: info.height, rgba: data };
}

/** An open file by a path (proc(5); fd(4) on BSD). */
function descriptorPath(fd: number): string {
  return process.platform === 'linux' ? `/proc/self/fd/${fd}` : `/dev/fd/${fd}`;
}

function wordsOf(error: unknown, { format, width, height }: Pick<Picture, 'format' | 'width' | 'height'>): string {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(
    /\/(proc\/self|dev)\/fd\/\d+/g,
    'it',
  );
  if (/exceeds pixel limit/i.test(said)) {
    const size = width > 0 ? `${width} × ${height} pixels: ` : '';
    return `${size}more than forkful decodes (${mostPixels / 1e6} million pixels)`;
  }
  if (/(out of|insufficient) memory/i.test(said)) return 'it asks for more memory than a preview is given';
  if (/unsupported image format|no decoding plugin|unsupported (codec|feature)|compression format/i.test(said)) {
    return `${format} is not decoded here`;
  }
  return makeVisible(said.split('\n').filter(Boolean).slice(-1)[0] ?? 'it cannot be decoded').slice(0, 200);
}
