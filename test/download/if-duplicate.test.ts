import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { get } from '../support/get.ts';
import { descendantsOf, exists } from '../support/process-tree.ts';
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

describe('the same list again after --if-duplicate', () => {
  /** Gives `same` under every name but `/slow`, which waits for leave; says what has changed since. */
  async function rememberingServer() {
    const statuses: string[] = [];
    const leave = Promise.withResolvers<void>();
    const server = await testServer(async (socket, { path, headers }) => {
      if (path === '/slow') await leave.promise;
      const isKnown = headers['if-none-match'] === '"v1"';
      statuses.push(`${path} ${isKnown ? 304 : 200}`);
      socket.write(isKnown ? answer(304) : answer(200, ['ETag: "v1"'], path === '/slow' ? 'slow' : 'same'));
    });
    const urls = ['a', 'b', 'c'].map((name) => `${server.origin}/${name}`);
    return { urls, slow: `${server.origin}/slow`, statuses, letEnd: leave.resolve };
  }

  test.each(['skip', 'link'])('%s: the servers are only asked whether anything has changed', async (what) => {
    const { urls, statuses } = await rememberingServer();
    const dir = tempDir();
    const run = () => get('-d', dir, '-j', '1', '--if-duplicate', what, ...urls);
    await run();
    const names = readdirSync(dir);
    const { events } = await run();
    expect(statuses.slice(3).sort()).toEqual(['/a 304', '/b 304', '/c 304']);
    expect(events.at(-1)).toMatchObject({ done: 0, skipped: 3, failed: 0 });
    expect(readdirSync(dir)).toEqual(names);
  });

  test.each(['skip', 'link'])('%s: what an interrupted run had not come to is made up for', async (what) => {
    const { urls, slow, letEnd } = await rememberingServer();
    const dir = tempDir();
    const stop = new AbortController();
    const run = (signal: AbortSignal) => get('-d', dir, '--if-duplicate', what, ...urls, slow, { signal });
    const interrupted = run(stop.signal);
    await eventually(() => expect(readdirSync(dir)).toEqual(expect.arrayContaining(['a', 'b', 'c'])));
    stop.abort();
    await interrupted;
    expect(new Set(['a', 'b', 'c'].map((name) => statSync(`${dir}/${name}`).ino)).size).toBe(3);
    letEnd();
    await run(new AbortController().signal);
    const left = readdirSync(dir).filter((name) => name !== 'slow');
    expect(new Set(left.map((name) => statSync(`${dir}/${name}`).ino)).size).toBe(1);
    expect(left).toHaveLength(what === 'skip' ? 1 : 3);
  });
});

test.runIf(process.platform === 'linux').each(['skip', 'link'])(
  'Ctrl-C ends %s also where a duplicate takes for ever, and the next run makes up for it, list or no list',
  async (what) => {
    const { origin } = await server();
    const dir = tempDir();
    const urls = ['a', 'b', 'c'].map((name) => `${origin}/${name}?1`);
    const stop = new AbortController();
    const args = ['-d', dir, '-j', '1', '--engine', 'processes', '--if-duplicate', what];
    const run = get(...args, ...urls, { signal: stop.signal });
    const remover = await eventually(() => {
      const found = descendantsOf(process.pid).find((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('remove-child'),
      );
      if (found === undefined) throw new Error('nothing is being removed yet');
      // As a disk that does not answer would.
      process.kill(found, 'SIGSTOP');
      return found;
    });
    const stoppedAt = performance.now();
    stop.abort();
    const { stderr } = await run;
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    expect(stderr).toContain('stopped before 2 duplicates');
    expect(exists(remover)).toBe(false);
    expect(readdirSync(dir)).toEqual(['a', 'b', 'c']);
    const { events } = await get('-d', dir, '--if-duplicate', what);
    expect(events.at(-1)).toMatchObject({ done: 0, failed: 0 });
    const left = readdirSync(dir);
    expect(left).toHaveLength(what === 'skip' ? 1 : 3);
    expect(new Set(left.map((name) => statSync(`${dir}/${name}`).ino)).size).toBe(1);
    await expect(get('-d', dir)).rejects.toThrow('nothing is left to do');
  },
);
