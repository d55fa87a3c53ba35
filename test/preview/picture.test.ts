import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { quarters } from '../support/pictures.ts';
import { tempDir } from '../support/temp-dir.ts';
import { contentAs, look, pixelAt } from './looking.ts';

const red = [255, 0, 0, 255];

describe('a picture', () => {
  it.each([
    ['png', {}],
    ['webp', { lossless: true }],
    ['gif', {}],
    ['tiff', { compression: 'lzw' }],
  ] as const)('is decoded from %s, scaled to the room', async (format, options) => {
    const path = join(tempDir(), 'picture');
    await (await quarters(200, 100)).toFormat(format, options).toFile(path);
    const picture = contentAs(await look(path), 'picture');
    expect(picture).toMatchObject({ width: 200, height: 100, pages: 1, problem: undefined });
    expect(picture.pixels).toMatchObject({ width: 40, height: 20 });
    expect(pixelAt(picture, 5, 5)).toEqual(red);
    expect(pixelAt(picture, 35, 15)).toEqual([255, 255, 255, 255]);
  });

  it('stands upright as its camera was held', async () => {
    const path = join(tempDir(), 'turned.jpg');
    // 6: to be turned by 90 degrees clockwise, so what is red at the left above comes to the right.
    await (await quarters(200, 100)).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toFile(path);
    const picture = contentAs(await look(path), 'picture');
    expect(picture).toMatchObject({ width: 100, height: 200 });
    expect(picture.pixels).toMatchObject({ width: 20, height: 40 });
    const [r = 0, g = 255] = pixelAt(picture, 15, 5);
    expect([r > 200, g < 60]).toEqual([true, true]);
  });

  it('keeps what is transparent so, and an icon its pixels', async () => {
    const path = join(tempDir(), 'icon.png');
    const rgba = Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 255]);
    await sharp(rgba, { raw: { width: 2, height: 2, channels: 4 } })
      .png()
      .toFile(path);
    const picture = contentAs(await look(path), 'picture');
    expect(picture.pixels).toMatchObject({ width: 16, height: 16 });
    expect(pixelAt(picture, 7, 7)).toEqual(red);
    expect(pixelAt(picture, 8, 7)[3]).toBe(0);
  });

  it('shows the first of several', async () => {
    const dir = tempDir();
    const path = join(dir, 'moving.gif');
    // By their paths: once the library is bound to what a preview may load, it takes no bytes from memory.
    const frames = ['a.png', 'b.png'].map((name) => join(dir, name));
    await (await quarters(8, 8)).png().toFile(frames[0] ?? '');
    await (await quarters(8, 8))
      .negate()
      .png()
      .toFile(frames[1] ?? '');
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toFile(path);
    const picture = contentAs(await look(path), 'picture');
    expect(picture).toMatchObject({ width: 8, height: 8, pages: 2 });
    expect(pixelAt(picture, 0, 0)).toEqual(red);
  });

  it('tells camera, time and exposure', async () => {
    const path = join(tempDir(), 'shot.jpg');
    const IFD2 = {
      DateTimeOriginal: '2024:05:01 12:30:05',
      ExposureTime: '1/250',
      FNumber: '28/10',
      ISOSpeedRatings: '200',
      FocalLength: '35/1',
    };
    await (await quarters(8, 8))
      .jpeg()
      .withExif({ IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON Z 6' }, IFD2 })
      .toFile(path);
    expect(contentAs(await look(path), 'picture').shot).toEqual({
      camera: 'NIKON Z 6',
      taken: '2024-05-01 12:30:05',
      exposure: '1/250 s · f/2.8 · ISO 200 · 35 mm',
    });
  });
});

describe('a hostile or damaged picture', () => {
  const written = async (bytes: Uint8Array, name = 'picture') => {
    const path = join(tempDir(), name);
    writeFileSync(path, bytes);
    return contentAs(await look(path), 'picture');
  };

  it('that is cut off shows as far as it goes', async () => {
    const whole = await (await quarters(400, 400)).jpeg().toBuffer();
    const picture = await written(whole.subarray(0, Math.floor(whole.length / 2)));
    expect(picture).toMatchObject({ width: 400, height: 400, problem: undefined });
    expect(pixelAt(picture, 2, 2)[0]).toBeGreaterThan(200);
  });

  it('of more pixels than are decoded is not, and says how many it claims', async () => {
    const png = await (await quarters(8, 8)).png().toBuffer();
    // Width and height of IHDR (PNG, 11.2.2) with the checksum of that chunk.
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const picture = await written(png);
    expect(picture).toMatchObject({ width: 60_000, height: 60_000, pixels: undefined });
    expect(picture.problem).toBe('60000 × 60000 pixels: more than forkful decodes (200 million pixels)');
  });

  it('of a format that is not decoded says so', async () => {
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1');
    expect((await written(heic)).problem).toMatch(/HEIC is not decoded here|heif/i);
  });

  it('of noise behind a good start says something short and printable', async () => {
    const picture = await written(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100, 0x1b)]));
    expect(picture.pixels).toBeUndefined();
    expect(picture.problem).toMatch(/^[\x20-\x7e]{3,200}$/);
  });

  it('as SVG is shown as text: nothing that it names is fetched', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const dir = tempDir();
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:${port}/x.png"/></svg>`;
    for (const name of ['drawing.svg', 'photo.jpg']) {
      writeFileSync(join(dir, name), svg);
      expect(contentAs(await look(dir, name), 'text').lines[0]).toContain('<svg');
    }
    expect(asked).toBe(0);
    // Nor where somebody calls the library with one.
    await expect(sharp(Buffer.from(svg)).metadata()).rejects.toThrow();
  });

  it('leaves the file alone', async () => {
    const path = join(tempDir(), 'picture.png');
    const bytes = await (await quarters(50, 50)).png().toBuffer();
    writeFileSync(path, bytes);
    await look(path);
    expect(readFileSync(path)).toEqual(bytes);
  });
});

/** ISO 3309, as PNG has it. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
