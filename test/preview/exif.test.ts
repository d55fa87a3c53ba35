import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readShot } from '../../src/preview/exif.ts';
import { quarters } from '../support/pictures.ts';

it('gives nothing for what is no Exif', () => {
  expect(readShot(new Uint8Array())).toEqual({});
  expect(readShot(Buffer.from('Exif\0\0XX'))).toEqual({});
});

it('survives every damage of a real block: it answers, with text that is safe to print', async () => {
  const jpeg = await (await quarters(8, 8))
    .jpeg()
    .withExif({
      IFD0: { Make: 'Maker', Model: 'Model' },
      IFD2: { DateTimeOriginal: '2024:05:01 12:30:05', FNumber: '28/10' },
    })
    .toBuffer();
  const { exif = Buffer.alloc(0) } = await sharp(jpeg).metadata();
  expect(readShot(exif)).toMatchObject({ camera: 'Maker Model', taken: '2024-05-01 12:30:05', exposure: 'f/2.8' });
  const damage = fc.array(fc.tuple(fc.nat(exif.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(damage, fc.nat(exif.length), (bytes, length) => {
      const broken = Buffer.from(exif);
      for (const [at, byte] of bytes) broken[at] = byte;
      for (const text of Object.values(readShot(broken.subarray(0, length)))) {
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }
    }),
    { numRuns: 500 },
  );
});
