import sharp, { type Sharp } from 'sharp';

/** A picture of four quarters: red, green, blue, white; enough to see which way up it is. */
export async function quarters(width: number, height: number): Promise<Sharp> {
  const [left, top] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const colour = (x: number, y: number): readonly number[] => {
    if (y < top) return x < left ? [255, 0, 0] : [0, 255, 0];
    return x < left ? [0, 0, 255] : [255, 255, 255];
  };
  const pixels = Array.from({ length: width * height }, (_, at) => colour(at % width, Math.floor(at / width)));
  return sharp(Uint8Array.from(pixels.flat()), { raw: { width, height, channels: 3 } });
}
