import { createHash } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { partName } from '../../src/download/part-name.ts';
import { contentOf } from '../support/content.ts';
import { get } from '../support/get.ts';
import { answer, type Behaviour, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const content = contentOf('x', 400_000);
const tag = 'ETag: "v1"';

/** The first time each of them breaks off in the middle. */
const cutOnce: Behaviour = (socket, { before, headers: { range } }) => {
  if (before === 0) {
    const head = answer(200, [tag, `Content-Length: ${content.length}`]);
    socket.end(Buffer.concat([head, content.subarray(0, 200_000)]));
  } else if (range === undefined) socket.write(answer(200, [tag], content));
  else {
    const start = Number(/\d+/.exec(range)?.[0]);
    const part = `Content-Range: bytes ${start}-${content.length - 1}/${content.length}`;
    socket.write(answer(206, [tag, part], content.subarray(start)));
  }
};

const partOf = (url: string) => partName({ url, dir: undefined, out: undefined });

describe('a part file with a second name', () => {
  test('is begun anew where both are part files, as whoever links equal files makes them', async () => {
    const server = await testServer(cutOnce);
    const dir = tempDir();
    const urls = ['a', 'b'].map((name) => `${server.origin}/${name}`);
    await get('-d', dir, '--retries', '0', '--segments', '1', ...urls);
    const [one = '', other = ''] = readdirSync(dir);
    unlinkSync(`${dir}/${other}`);
    linkSync(`${dir}/${one}`, `${dir}/${other}`);

    const { code, events } = await get('-d', dir, '--segments', '1', ...urls);
    expect(code).toBe(0);
    expect(
      events
        .filter(({ kind }) => kind === 'done')
        .map(({ path }) => path)
        .sort(),
    ).toEqual([`${dir}/a`, `${dir}/b`]);
    // The second is known by the first: not both by each other's part file.
    expect(events.at(-1)).toMatchObject({ done: 2, duplicates: 1 });
    expect(readdirSync(dir)).toEqual(['a', 'b']);
    for (const name of ['a', 'b']) expect(readFileSync(`${dir}/${name}`).equals(content)).toBe(true);
  });

  test('leaves the bytes of a shorter file alone, whatever that is called', async () => {
    const server = await testServer(cutOnce);
    const dir = tempDir();
    const url = `${server.origin}/x`;
    await get('-d', dir, '--retries', '0', url);
    // A person looked at what had come so far.
    linkSync(`${dir}/${partOf(url)}`, `${dir}/x`);

    const { code, first } = await get('-d', dir, url);
    expect(code).toBe(0);
    expect(first).toMatchObject({ kind: 'done', path: `${dir}/x (1)`, bytes: content.length });
    expect(readFileSync(`${dir}/x`).equals(content.subarray(0, 200_000))).toBe(true);
    expect(readFileSync(`${dir}/x (1)`).equals(content)).toBe(true);
    expect(readdirSync(dir)).toEqual(['x', 'x (1)']);
  });

  test.each([3_000, 400_000])('of %i bytes is the file that a killed run had put in place', async (size) => {
    const server = await testServer((socket) => socket.write(answer(200, [], content.subarray(0, size))));
    const dir = tempDir();
    const url = `${server.origin}/x.bin`;
    writeFileSync(`${dir}/x.bin`, "somebody else's");
    writeFileSync(`${dir}/x (1).bin`, content.subarray(0, size));
    linkSync(`${dir}/x (1).bin`, `${dir}/${partOf(url)}`);
    const { ino } = statSync(`${dir}/x (1).bin`);

    const { code, first } = await get('-d', dir, url);
    expect(code).toBe(0);
    expect(first).toMatchObject({ kind: 'done', path: `${dir}/x (1).bin`, bytes: size });
    expect(readdirSync(dir).toSorted()).toEqual(['x (1).bin', 'x.bin']);
    expect(statSync(`${dir}/x (1).bin`).ino).toBe(ino);
  });

  test('is not the file that was asked for where its checksum is another', async () => {
    const server = await testServer((socket) => socket.write(answer(200, [], content)));
    const dir = tempDir();
    const url = `${server.origin}/x`;
    writeFileSync(`${dir}/x`, Buffer.alloc(content.length));
    linkSync(`${dir}/x`, `${dir}/${partOf(url)}`);
    const list = `${tempDir()}/list`;
    writeFileSync(list, `${url}\n  checksum=sha-256=${createHash('sha256').update(content).digest('hex')}\n`);

    const { code, first } = await get('-d', dir, '--retries', '0', '-i', list);
    expect(code).toBe(0);
    expect(first).toMatchObject({ kind: 'done', path: `${dir}/x (1)` });
    expect(readFileSync(`${dir}/x (1)`).equals(content)).toBe(true);
    expect(readFileSync(`${dir}/x`).equals(Buffer.alloc(content.length))).toBe(true);
    expect(readdirSync(dir)).toEqual(['x', 'x (1)']);
  });
});
