import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sampleCollection } from '../../src/demo/collection.ts';
import { startDemo } from '../../src/demo/start.ts';
import type { WorkerStatus } from '../../src/orchestrator/types.ts';

describe('the sample collection', () => {
  test('holds at least 60 pictures, a third of them under a second name', () => {
    const pictures = [...sampleCollection().routes.values()].flatMap((route) =>
      route.kind === 'picture' ? [JSON.stringify(route.picture)] : [],
    );
    expect(pictures.length).toBeGreaterThanOrEqual(60);
    expect(pictures.length - new Set(pictures).size).toBeGreaterThanOrEqual(Math.floor(pictures.length / 3));
  });

  test('has two redirects, one missing picture, two slow ones, and three formats', () => {
    const routes = [...sampleCollection().routes.values()];
    expect(routes.filter((route) => route.kind === 'redirect')).toHaveLength(2);
    expect(routes.filter((route) => route.kind === 'missing')).toHaveLength(1);
    expect(routes.filter((route) => route.kind === 'picture' && route.bytesPerSecond !== undefined)).toHaveLength(2);
    const formats = routes.flatMap((route) => (route.kind === 'picture' ? [route.picture.format] : []));
    expect(new Set(formats)).toEqual(new Set(['jpg', 'png', 'webp']));
  });
});

test('the demo serves real pictures from a child, shows a zombie, and leaves nothing behind', async () => {
  const statuses = new Map<string, WorkerStatus>();
  const demo = startDemo({ onStatus: (status) => statuses.set(status.name, status) });
  try {
    const urls = (await demo.list).trim().split('\n');
    const quick = urls.filter((url) => !/IMG_00(07|23)/.test(url));

    expect(await readdir(demo.dir)).toEqual(expect.arrayContaining(['2024', 'backup']));
    const bodies = await Promise.all(
      quick.slice(0, 6).map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())),
    );
    for (const body of bodies) expect((await sharp(body).metadata()).width).toBeGreaterThan(500);

    const harbour = urls.find((url) => url.endsWith('/go/harbour')) ?? '';
    expect((await fetch(harbour)).url).toMatch(/\/photos\/IMG_0003\./);
    expect((await fetch(urls.find((url) => url.endsWith('IMG_0404.jpg')) ?? '')).status).toBe(404);

    const whole = Buffer.from(await (await fetch(quick[0] ?? '')).arrayBuffer());
    const part = await fetch(quick[0] ?? '', { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(100, 200));

    // Equal pictures are equal on the server and in the folder: that is what there is to find.
    const inFolder = createHash('sha1')
      .update(readFileSync(join(demo.dir, '2024', 'IMG_0002.png')))
      .digest('hex');
    const served = await fetch(urls.find((url) => url.endsWith('/photos/IMG_0002.png')) ?? '');
    expect(
      createHash('sha1')
        .update(Buffer.from(await served.arrayBuffer()))
        .digest('hex'),
    ).toBe(inFolder);
  } finally {
    await demo.stop();
    await demo.remove();
  }
  expect(existsSync(demo.dir)).toBe(false);
  expect([...statuses.values()].map((status) => status.state)).toEqual(['stopped']);
});
