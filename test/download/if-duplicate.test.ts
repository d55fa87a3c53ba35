import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

/** `/a?1` and `/b?1` have the same content. */
const server = () =>
  testServer((socket, { path }) => socket.write(answer(200, [], `content ${path.split('?')[1]} `.repeat(100))));

describe('--if-duplicate', () => {
  test('keep leaves both, and says so', async () => {
    const { origin } = await server();
    const dir = tempDir();
    const { events } = await get('-d', dir, '-j', '1', `${origin}/a?1`, `${origin}/b?1`);
    expect(readdirSync(dir)).toEqual(['a', 'b']);
    expect(events.at(-1)).toMatchObject({ done: 2, duplicates: 1, skipped: 0 });
  });

  test('skip takes the second one away again, verified', async () => {
    const { origin } = await server();
    const dir = tempDir();
    const { code, events } = await get(
      '-d',
      dir,
      '-j',
      '1',
      '--if-duplicate',
      'skip',
      `${origin}/a?1`,
      `${origin}/b?1`,
      `${origin}/c?2`,
      `${origin}/d?1`,
    );
    expect(readdirSync(dir)).toEqual(['a', 'c']);
    expect(events.filter(({ kind }) => kind === 'skipped')).toMatchObject([
      { url: `${origin}/b?1`, reason: 'duplicate', path: `${dir}/a` },
      { url: `${origin}/d?1`, reason: 'duplicate', path: `${dir}/a` },
    ]);
    expect(events.at(-1)).toMatchObject({ done: 2, skipped: 2, duplicates: 2 });
    expect(code).toBe(0);
  });

  test('link makes them one file', async () => {
    const { origin } = await server();
    const dir = tempDir();
    await get('-d', dir, '-j', '1', '--if-duplicate', 'link', `${origin}/a?3`, `${origin}/b?3`);
    expect(statSync(`${dir}/a`).ino).toBe(statSync(`${dir}/b`).ino);
    expect(statSync(`${dir}/a`).nlink).toBe(2);
  });

  test('does nothing to a twin whose survivor was changed meanwhile', async () => {
    const dir = tempDir();
    const { origin } = await testServer((socket, { path }) => {
      if (path === '/c') writeFileSync(`${dir}/a`, 'changed by somebody else, the same length'.padEnd(900));
      socket.write(answer(200, [], path === '/c' ? 'c' : 'x'.repeat(900)));
    });
    const { events, stderr } = await get(
      '-d',
      dir,
      '-j',
      '1',
      '--if-duplicate',
      'skip',
      `${origin}/a`,
      `${origin}/b`,
      `${origin}/c`,
    );
    expect(readFileSync(`${dir}/b`, 'utf8')).toBe('x'.repeat(900));
    expect(stderr).toMatch(/kept as it is: .*\/b: /);
    expect(events.at(-1)).toMatchObject({ done: 3, skipped: 0 });
  });
});
