import { once } from 'node:events';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProcessReading } from '../../src/system/backend.ts';
import { Census } from '../../src/system/census.ts';
import { parseAuxiliaryVector, readKernelConstants } from '../../src/system/proc/kernel-constants.ts';
import { ProcessTable } from '../../src/system/proc/process-table.ts';
import { ThreadTable } from '../../src/system/proc/threads.ts';
import { readProcessStat } from '../../src/system/process-stat.ts';
import { processRows } from '../../src/system/tree.ts';
import { endIfThere, startNegligentParent, startOrphan, startProcess, waitFor } from '../support/processes.ts';

function openTable(): ProcessTable {
  const table = new ProcessTable();
  onTestFinished(() => table.close());
  return table;
}

function find(table: ProcessTable, pid: number): ProcessReading | undefined {
  return table.read().find((reading) => reading.pid === pid);
}

function take(table: ProcessTable) {
  const census = new Census({
    isRoot: ({ pid }) => pid === process.pid,
    describe: (reading) => table.describe(reading),
    roleOf: () => undefined,
  });
  return census.take(table.read(), 'all');
}

describe.skipIf(process.platform !== 'linux')('the process table', () => {
  test('knows ourselves: parent, memory, threads, owner, command', () => {
    const table = openTable();
    const own = find(table, process.pid);
    expect(own).toMatchObject({ ppid: process.ppid, state: 'R', kernelThread: false });
    expect(own?.threads).toBeGreaterThan(1);
    expect(own?.rssBytes).toBeGreaterThan(10 * 2 ** 20);
    expect(own?.rssBytes).toBeLessThan(100 * process.memoryUsage.rss());
    expect(own?.startedAt).toBeCloseTo(Date.now() - process.uptime() * 1000, -3);
    expect(own && table.describe(own)).toMatchObject({
      uid: process.getuid?.(),
      command: expect.stringContaining('node'),
    });
  });

  test('sees a process come and go', async () => {
    const table = openTable();
    const child = startProcess('sleep', ['100']);
    const seen = await waitFor(() => {
      const reading = find(table, child.pid);
      return reading !== undefined && table.describe(reading).name === 'sleep' ? reading : undefined;
    });
    expect(seen).toMatchObject({ ppid: process.pid });
    expect(table.describe(seen).command).toBe('sleep 100');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(find(table, child.pid)).toBeUndefined();
    expect(table.describe(seen).command).toBe('[?]');
  });

  test('asks again for the command of a process that turned into another program', async () => {
    const table = openTable();
    const child = startProcess('sh', ['-c', 'read go; exec sleep 100']);
    // Without a standard input it goes on at once; the table sees either program first and the second in the end.
    await waitFor(() => {
      const reading = find(table, child.pid);
      return reading !== undefined && table.describe(reading).command === 'sleep 100' ? true : undefined;
    });
  });

  test('a busy process has a whole core, a sleeping one none', async () => {
    const table = openTable();
    const busy = startProcess(process.execPath, ['-e', 'for (;;);']);
    const idle = startProcess('sleep', ['100']);
    expect(find(table, busy.pid)?.cpuPercent).toBe(0);
    await sleep(150); // a share needs a span
    await waitFor(() => {
      const share = find(table, busy.pid)?.cpuPercent ?? 0;
      return share > 5 && share < 200 ? true : undefined;
    });
    expect(find(table, idle.pid)?.cpuPercent).toBe(0);
  });

  describe('of a process that has slept for many looks', () => {
    /** So many that it is only asked whether it still sleeps. */
    function lookOften(table: ProcessTable): void {
      for (let look = 0; look < 10; look++) table.read();
    }

    async function startSleeper(table: ProcessTable) {
      const child = startProcess('sleep', ['100']);
      await waitFor(() => {
        const reading = find(table, child.pid);
        return reading?.state === 'S' && table.describe(reading).name === 'sleep' ? true : undefined;
      });
      lookOften(table);
      return child;
    }

    test('a stop and a going on are seen', async () => {
      const table = openTable();
      const child = await startSleeper(table);
      for (const [signal, state] of [
        ['SIGSTOP', 'T'],
        ['SIGCONT', 'S'],
        ['SIGSTOP', 'T'],
      ] as const) {
        child.kill(signal);
        await waitFor(() => (readProcessStat(child.pid)?.state === state ? true : undefined));
        expect(find(table, child.pid)?.state).toBe(state); // at the very next look
        lookOften(table);
      }
    });

    test('what has not changed is the same object, for all who ask the table', async () => {
      const table = openTable();
      const child = await startSleeper(table);
      await sleep(150); // a share of nothing since, once a span has passed
      const [first, second] = [take(table), take(table)];
      const of = (processes: typeof first) => processes.find(({ pid }) => pid === child.pid);
      expect(find(table, child.pid)).toBe(find(table, child.pid));
      expect(of(first)).toEqual(of(second));
    });

    test('its end is seen', async () => {
      const table = openTable();
      const child = await startSleeper(table);
      child.kill('SIGKILL');
      await waitFor(() => (find(table, child.pid) === undefined ? true : undefined));
    });

    test('the death of its parent is seen, which does not wake it', async () => {
      const table = openTable();
      const shell = startProcess('sh', ['-c', 'sleep 100 & echo $!; wait']);
      const [line] = (await once(shell.stdout ?? shell, 'data')) as [Buffer];
      const orphan = Number(line.toString());
      onTestFinished(() => endIfThere(orphan));
      await waitFor(() => (find(table, orphan)?.state === 'S' ? true : undefined));
      lookOften(table);
      expect(find(table, orphan)?.ppid).toBe(shell.pid);
      shell.kill('SIGKILL');
      await once(shell, 'exit');
      expect(find(table, orphan)?.ppid).not.toBe(shell.pid);
    });

    test('the work it begins is seen', async () => {
      const table = openTable();
      const child = startProcess('sh', ['-c', 'read go; while :; do :; done'], process.env, 'pipe');
      await waitFor(() => (find(table, child.pid)?.state === 'S' ? true : undefined));
      lookOften(table);
      child.stdin?.write('go\n');
      await waitFor(() => ((find(table, child.pid)?.cpuPercent ?? 0) > 5 ? true : undefined));
    });
  });

  test('holds its descriptors within bounds, and lets them go', () => {
    const openStats = () =>
      readdirSync('/proc/self/fd').filter((fd) => /^\/proc\/\d+\/(sched)?stat$/.test(linkOf(`/proc/self/fd/${fd}`)))
        .length;
    const table = openTable();
    const processes = table.read().length;
    expect(openStats()).toBeGreaterThan(0);
    expect(openStats()).toBeLessThanOrEqual(2 * processes);
    table.close();
    expect(openStats()).toBe(0);
  });

  test('a pid with another holder is another process', async () => {
    const table = openTable();
    const child = startProcess('sleep', ['100']);
    const reading = await waitFor(() => find(table, child.pid));
    expect(table.describe({ ...reading, startTime: '1' })).toMatchObject({ name: '?' });
  });

  test('a real zombie is one, with the parent to blame; it is gone when the parent is', async () => {
    const table = openTable();
    const { parent, zombie } = await startNegligentParent();
    const row = processRows(take(table), { view: 'zombies' }).find(({ process }) => process.pid === zombie);
    expect(row).toMatchObject({ process: { state: 'Z', zombie: true, ppid: parent }, negligent: { pid: parent } });
    process.kill(parent, 'SIGKILL');
    await waitFor(() => (find(table, zombie) === undefined ? true : undefined));
  });

  test('a real orphan is one, also to somebody who comes later', async () => {
    const orphan = await startOrphan();
    const found = take(openTable()).find(({ pid }) => pid === orphan);
    expect(found).toMatchObject({ orphan: true, name: 'sleep' });
    expect(found?.ppid).not.toBe(process.pid);
  });

  test('names and arguments cannot reach the terminal as they are (net-tools CVE-2024-58251)', async () => {
    const renameItself = "require('fs').writeFileSync('/proc/self/comm', process.argv[1]); setInterval(() => {}, 1000)";
    const hostile = ') Z 1 (\u001b[2J\n'; // names have at most 15 bytes
    const table = openTable();
    const child = startProcess(process.execPath, ['-e', renameItself, hostile, '\u001b]0;owned\u0007']);
    const shown = await waitFor(() => {
      const reading = find(table, child.pid);
      const description = reading && table.describe(reading);
      return description?.name.includes('Z 1') ? { ...reading, ...description } : undefined;
    });
    expect(shown).toMatchObject({ ppid: process.pid, name: ') Z 1 (\\e[2J\\n' });
    expect(shown.state).not.toBe('Z');
    expect(shown.command).toContain('\\e]0;owned\\x07');
    expect(shown.command).not.toMatch(/[\u0000-\u001f]/);
  });

  test('shows the threads of a process, by name', () => {
    const threads = new ThreadTable().read({ pid: process.pid, startTime: 'any' });
    expect(threads.length).toBe(readdirSync('/proc/self/task').length);
    expect(threads.find(({ tid }) => tid === process.pid)).toMatchObject({ state: 'R', cpuPercent: 0 });
    expect(threads.find(({ tid }) => tid === process.pid)?.cpuMs).toBeGreaterThan(0);
    expect(new ThreadTable().read({ pid: 2 ** 30, startTime: 'any' })).toEqual([]);
  });

  test('of a process with thousands of threads only so many are read (htop #1535, #1678)', () => {
    const threads = new ThreadTable(2).read({ pid: process.pid, startTime: 'any' });
    expect(threads.map(({ tid }) => tid)).toEqual(readdirSync('/proc/self/task').slice(0, 2).map(Number));
  });

  test('the share of a thread covers the time since the last look at its process, whoever was looked at between', async () => {
    const table = new ThreadTable();
    const [busy, other] = [startProcess(process.execPath, ['-e', 'for (;;);']), startProcess('sleep', ['100'])];
    const key = ({ pid }: { pid: number }) => ({ pid, startTime: 'any' });
    const share = () => Math.max(0, ...table.read(key(busy)).map(({ cpuPercent }) => cpuPercent));
    expect(share()).toBe(0);
    table.read(key(other));
    await sleep(150);
    await waitFor(() => (share() > 5 ? true : undefined));
  });

  test('a thread may change its name to anything', () => {
    writeFileSync('/proc/self/comm', 'a\u001b[31m)');
    onTestFinished(() => writeFileSync('/proc/self/comm', 'MainThread'));
    const threads = new ThreadTable().read({ pid: process.pid, startTime: 'any' });
    expect(threads.map(({ name }) => name)).toContain('a\\e[31m)');
  });
});

describe('the constants of the kernel', () => {
  const vector = (...pairs: [bigint, bigint][]) => Buffer.from(BigUint64Array.from(pairs.flat()).buffer);

  test('stand in the auxiliary vector', () => {
    expect(parseAuxiliaryVector(vector([16n, 0xffffn], [6n, 65536n], [17n, 250n], [0n, 0n]), 8, true)).toEqual({
      pageSize: 65536,
      ticksPerSecond: 250,
    });
  });

  test('in 32-bit words and the other byte order as well', () => {
    const words = Buffer.alloc(24);
    [6, 16384, 17, 100, 0, 0].forEach((word, index) => {
      words.writeUInt32BE(word, index * 4);
    });
    expect(parseAuxiliaryVector(words, 4, false)).toEqual({ pageSize: 16384, ticksPerSecond: 100 });
  });

  test('are the usual ones where nothing tells', () => {
    expect(parseAuxiliaryVector(Buffer.alloc(3), 8, true)).toEqual({ pageSize: 4096, ticksPerSecond: 100 });
  });

  test.skipIf(process.platform !== 'linux')('make sense here', () => {
    const { pageSize, ticksPerSecond } = readKernelConstants();
    expect(Math.log2(pageSize) % 1).toBe(0);
    expect(ticksPerSecond).toBeGreaterThanOrEqual(24);
  });
});

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // the descriptor that listed the folder
  }
}
