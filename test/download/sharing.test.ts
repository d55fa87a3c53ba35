import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDownloads } from '../../src/download/index.ts';
import { parseList } from '../../src/download/list.ts';
import { Politeness } from '../../src/download/queue/politeness.ts';
import { shareConnections } from '../../src/download/queue/sharing.ts';
import type { DownloadOptions } from '../../src/download/types.ts';
import { contentOf } from '../support/content.ts';
import { plainDownloads } from '../support/download-options.ts';
import { eventually } from '../support/eventually.ts';
import { paced } from '../support/paced.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

test('connections are lent within all limits, to those who can use them, and evenly', () => {
  const limits = fc.record({
    jobs: fc.integer({ min: 1, max: 40 }),
    perHost: fc.integer({ min: 1, max: 20 }),
    segments: fc.integer({ min: 1, max: 8 }),
  });
  const hosts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(limits, hosts, ({ jobs, perHost, segments }, transfersOf) => {
      const politeness = new Politeness<{ readonly id: number; readonly host: string }>({ jobs, perHost });
      let id = 0;
      for (const [host, count] of transfersOf.entries()) {
        for (let i = 0; i < count; i += 1) politeness.add({ id: ++id, host: `h${host}` });
      }
      const active: { readonly id: number; readonly host: string }[] = [];
      for (let turn = politeness.next(() => 1); turn !== undefined; turn = politeness.next(() => 1)) {
        active.push(...turn.items);
      }
      const allowed = shareConnections(active, politeness, segments);
      const sum = (some: readonly { readonly id: number }[]) =>
        some.reduce((total, one) => total + (allowed.get(one.id) ?? 0), 0);
      expect([...allowed.keys()].sort()).toEqual(active.map((one) => one.id).sort());
      expect(sum(active)).toBeLessThanOrEqual(jobs);
      for (const [host, own] of Map.groupBy(active, (one) => one.host)) {
        expect(sum(own)).toBeLessThanOrEqual(perHost);
        const shares = own.map((one) => allowed.get(one.id) ?? 0);
        const [least, most] = [Math.min(...shares), Math.max(...shares)];
        expect(most).toBeLessThanOrEqual(segments);
        expect(least).toBeGreaterThanOrEqual(1);
        expect(most - least).toBeLessThanOrEqual(1);
        // What is left over nobody may use.
        if (sum(active) < jobs && sum(own) < perHost && politeness.spare(host) > 0) expect(least).toBe(segments);
      }
    }),
    { numRuns: 500 },
  );
});

describe('further connections of large files', () => {
  const large = contentOf('large', 30 * 2 ** 20);

  /** Sends `/large…` slowly; fails `/small…` once, and never ends it after that. Counts what it is answering. */
  async function server() {
    const busy = new Set<unknown>();
    const sendLarge = paced(large, 20_000);
    const { origin, requests } = await testServer((socket, request) => {
      if (!request.path.startsWith('/large') && request.before === 0) {
        return void socket.write(answer(503));
      }
      busy.add(socket);
      socket.on('close', () => busy.delete(socket));
      if (request.path.startsWith('/large')) sendLarge(socket, request);
      else socket.write(answer(200, ['Content-Length: 1000'], 'some'));
    });
    return { origin, busy, requests };
  }

  const start = (options: Partial<DownloadOptions>, ...urls: readonly string[]) => {
    const downloads = createDownloads({ ...plainDownloads, dir: tempDir(), segments: 4, ...options }, { onEvent() {} });
    downloads.add(parseList(urls.join('\n'), 'test').requests);
    return downloads;
  };

  test.each(['serial', 'processes'] as const)(
    'end when transfers begin that have a right to them (%s)',
    async (engine) => {
      const { origin, busy, requests } = await server();
      const urls = ['large', 'small1', 'small2', 'small3'].map((name) => `${origin}/${name}`);
      const downloads = start({ engine, jobs: 4, perHost: 4, children: 2, retries: 3 }, ...urls);
      // The small ones wait for their second try meanwhile.
      await eventually(() => expect(busy.size).toBe(4));
      await eventually(() =>
        expect(requests.filter(({ path, before }) => path !== '/large' && before === 1)).toHaveLength(3),
      );
      await eventually(() => expect(busy.size).toBe(4));
      const over: number[] = [];
      const look = setInterval(() => busy.size > 4 && over.push(busy.size), 5);
      const [one] = downloads.tally.active;
      const before = one?.received ?? 0;
      await eventually(() => expect(one?.received).toBeGreaterThan(before + 100_000));
      clearInterval(look);
      expect(over).toEqual([]);
      await downloads.close();
    },
  );

  test('of several hosts stay within --jobs together', async () => {
    const servers = await Promise.all([server(), server(), server()]);
    const downloads = start({ jobs: 6, perHost: 4 }, ...servers.map(({ origin }) => `${origin}/large`));
    const all = () => servers.reduce((sum, { busy }) => sum + busy.size, 0);
    let most = 0;
    const look = setInterval(() => (most = Math.max(most, all())), 5);
    await eventually(() => expect(all()).toBe(6));
    const bytes = () => downloads.tally.standing(performance.now()).bytes;
    const before = bytes();
    await eventually(() => expect(bytes()).toBeGreaterThan(before + 1_000_000));
    clearInterval(look);
    expect(most).toBe(6);
    await downloads.close();
  });

  test('that were ended are opened again, and the file is whole', async () => {
    const sockets = new Set<unknown>();
    const send = paced(large, 100_000);
    let give = () => {};
    const { origin } = await testServer((socket, request) => {
      if (request.path === '/large') {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        return send(socket, request);
      }
      if (request.before === 0) return socket.write(answer(503));
      give = () => socket.write(answer(200, [], 'small'));
    });
    const downloads = start({ jobs: 2, perHost: 2, retries: 3 }, `${origin}/large`, `${origin}/small`);
    await eventually(() => expect(sockets.size).toBe(2));
    await eventually(() => expect(sockets.size).toBe(1));
    give();
    await eventually(() => expect(sockets.size).toBe(2));
    expect(await downloads.finished()).toMatchObject({ done: 2, bytes: large.length + 5 });
    await downloads.close();
  });
});
