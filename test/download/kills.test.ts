import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openDownloadLog } from '../../src/catalogue/downloads.ts';
import { createDownloads } from '../../src/download/index.ts';
import { parseList } from '../../src/download/list.ts';
import type { DownloadEvent, DownloadOptions } from '../../src/download/types.ts';
import { contentOf } from '../support/content.ts';
import { plainDownloads } from '../support/download-options.ts';
import { eventually } from '../support/eventually.ts';
import { answer, type Behaviour, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

// The short form; `KILLS=50 FILES=2000` is the long one.
const files = Number(process.env.FILES ?? 500);
const kills = Number(process.env.KILLS ?? 12);

const sizeOf = (path: string) => (Number(path.slice(2)) % 40 === 0 ? 900_000 : 3_000);

/** Answers after a while, in pieces, knows ranges and conditions. */
const behave: Behaviour = (socket, { path, headers }) => {
  const content = contentOf(path, sizeOf(path));
  const etag = `ETag: "${path}"`;
  const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  const range = `Content-Range: bytes ${start}-${content.length - 1}/${content.length}`;
  const bytes =
    headers['if-none-match'] !== undefined
      ? Buffer.from('HTTP/1.1 304 Not Modified\r\n\r\n')
      : start > 0
        ? answer(206, [etag, range], content.subarray(start))
        : answer(200, [etag], content);
  const half = Math.floor(bytes.length / 2);
  void (async () => {
    await setTimeout(15);
    socket.write(bytes.subarray(0, half));
    await setTimeout(15);
    socket.write(bytes.subarray(half));
  })();
};

const paths = Array.from({ length: files }, (_, index) => `/f${index}`);

function expectAllThere(dir: string): void {
  const names = readdirSync(dir);
  expect(names.filter((name) => !/^f\d+$/.test(name))).toEqual([]);
  expect(names).toHaveLength(files);
  const wrong = paths.filter((path) => !readFileSync(dir + path).equals(contentOf(path, sizeOf(path))));
  expect(wrong).toEqual([]);
}

const options: Omit<DownloadOptions, 'dir'> = {
  ...plainDownloads,
  jobs: 16,
  perHost: 16,
  children: 2,
  engine: 'processes',
  segments: 4,
  retries: 5,
};

describe('everything arrives once, each byte right, and no part file is left', () => {
  test(`where ${kills} fetch children are killed at random during ${files} files`, async () => {
    const server = await testServer(behave);
    const dir = tempDir();
    const failures: unknown[] = [];
    const downloads = createDownloads(
      { ...options, dir },
      {
        log: openDownloadLog(dir, { stateDir: tempDir() }),
        onEvent: (event) => {
          if (event.kind === 'failed' || event.kind === 'halted') failures.push(event);
        },
      },
    );
    downloads.add(parseList(paths.map((path) => server.origin + path).join('\n'), 'test').requests);
    const finished = downloads.finished();
    let killed = 0;
    let over = false;
    void finished.then(() => (over = true));
    // Spread over the whole work: each kill waits until some more has arrived.
    while (!over && killed < kills) {
      const arrived = files - downloads.tally.open;
      const busy = downloads.workers.filter(({ state, pid }) => state === 'busy' && pid !== undefined);
      const pid = busy[Math.floor(Math.random() * busy.length)]?.pid;
      if (pid !== undefined && arrived >= (killed * files) / kills) {
        process.kill(pid, 'SIGKILL');
        killed += 1;
      }
      await setTimeout(Math.random() * 20);
    }
    const summary = await finished;
    await downloads.close();

    expect(failures).toEqual([]);
    expect(summary).toMatchObject({ done: files, failed: 0, left: 0 });
    expect(killed).toBe(kills);
    expectAllThere(dir);
  });

  test('where the parent is killed with SIGKILL five times', async () => {
    const server = await testServer(behave);
    const dir = tempDir();
    const list = `${tempDir()}/list`;
    writeFileSync(list, paths.map((path) => `${server.origin + path}\n`).join(''));
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const env = { ...process.env, FORKFUL_STATE_DIR: tempDir() };
    const start = () =>
      spawn(process.execPath, [main, 'get', '--json', '-i', list, '-d', dir, '--per-host', '16'], {
        env,
        stdio: 'pipe',
      });

    for (let kill = 0; kill < 5; kill += 1) {
      const before = readable(dir);
      const run = start();
      const exit = once(run, 'exit');
      // Not before it has done something new.
      await expect
        .poll(() => readable(dir) > before || run.exitCode !== null, { timeout: 20_000, interval: 10 })
        .toBe(true);
      await setTimeout(Math.random() * 60);
      run.kill('SIGKILL');
      await exit;
      // The lock of the dead is gone at once; its children leave by themselves.
    }
    const last = start();
    let output = '';
    last.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    last.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = await once(last, 'exit');
    expect(code, output.slice(-2000)).toBe(0);
    expectAllThere(dir);
  });
});

describe('one file whose children die again and again', () => {
  /** Most of a body, and then nothing more until it may end. */
  async function underWay(mayEnd: () => boolean) {
    const content = contentOf('/x', 3_000_000);
    const server = await testServer(async (socket) => {
      const whole = answer(200, [], content);
      socket.write(whole.subarray(0, 2_000_000));
      while (!mayEnd() && !socket.destroyed) await setTimeout(5);
      socket.write(whole.subarray(2_000_000));
    });
    const dir = tempDir();
    const events: DownloadEvent[] = [];
    const downloads = createDownloads({ ...options, retries: 0, dir }, { onEvent: (event) => events.push(event) });
    downloads.add(parseList(`${server.origin}/x`, 'test').requests);
    const died = new Set<number>();
    const end = (signal: NodeJS.Signals) =>
      eventually(() => {
        const worker = downloads.workers.find(({ state, pid }) => state === 'busy' && pid && !died.has(pid));
        if (worker?.pid === undefined) throw new Error('no new child is at work yet');
        died.add(worker.pid);
        process.kill(worker.pid, signal);
      });
    const finished = async () => {
      const summary = await downloads.finished();
      await downloads.close();
      return summary;
    };
    return { dir, content, events, end, finished };
  }

  test('by somebody who kills them arrives in the end', async () => {
    let mayEnd = false;
    const { dir, content, end, finished } = await underWay(() => mayEnd);
    for (let kill = 0; kill < 8; kill += 1) await end('SIGKILL');
    mayEnd = true;
    expect(await finished()).toMatchObject({ done: 1, failed: 0 });
    expect(readFileSync(`${dir}/x`).equals(content)).toBe(true);
    expect(readdirSync(dir)).toEqual(['x']);
  });

  test('by a fault of their own is set aside, and leaves nothing', async () => {
    const { dir, events, end, finished } = await underWay(() => false);
    const hasBegun = () => readdirSync(dir).some((name) => statSync(`${dir}/${name}`).size > 0);
    for (let crash = 0; crash < 5; crash += 1) await end('SIGSEGV');
    await eventually(() => expect(hasBegun()).toBe(true));
    await end('SIGSEGV');
    expect(await finished()).toMatchObject({ done: 0, failed: 1 });
    expect(events.find(({ kind }) => kind === 'failed')).toMatchObject({
      reason: expect.stringMatching(/^set aside: 6 workers died of it, the last one killed by SIGSEGV/),
      attempts: 1,
    });
    expect(readdirSync(dir)).toEqual([]);
  });
});

function readable(dir: string): number {
  return readdirSync(dir).filter((name) => /^f\d+$/.test(name)).length;
}
