import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CgroupReader, findCgroups, lineage } from '../../src/system/proc/cgroup.ts';
import { combineMemory, createMemoryReader, parseMemoryInfo } from '../../src/system/proc/memory.ts';
import { parsePressure } from '../../src/system/proc/pressure.ts';
import { startProcess, waitFor } from '../support/processes.ts';
import { tempDir } from '../support/temp-dir.ts';

const gibibyte = 2 ** 30;
const machine = { total: 8 * gibibyte, available: 6 * gibibyte, swapTotal: gibibyte, swapFree: gibibyte / 4 };

describe('what can be used', () => {
  test.runIf(process.platform === 'linux')('is not taken for nothing where it cannot be told', () => {
    const script = `
      import { openSync, writeSync } from 'node:fs';
      import { openAvailableMemory } from '${new URL('../../src/system/platform.ts', import.meta.url)}';
      try {
        for (;;) openSync('/dev/null');
      } catch {
        writeSync(1, String(openAvailableMemory()()));
      }`;
    const run = ['-c', 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, script];
    expect(execFileSync('bash', run, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toBe('Infinity');
  });

  test('is what the machine has where no cgroup binds', () => {
    expect(combineMemory(machine, undefined, 1.5)).toEqual({
      total: 8 * gibibyte,
      available: 6 * gibibyte,
      used: 2 * gibibyte,
      swapTotal: gibibyte,
      swapUsed: 0.75 * gibibyte,
      cgroupLimit: undefined,
      cgroupUsed: undefined,
      pressure: 1.5,
    });
  });

  test('is what the cgroup leaves where that is less', () => {
    const memory = combineMemory(machine, { limit: 2 * gibibyte, used: 1.5 * gibibyte }, undefined);
    expect(memory).toMatchObject({ total: 2 * gibibyte, available: 0.5 * gibibyte, cgroupLimit: 2 * gibibyte });
  });

  test('is never more than the machine has left, nor less than nothing', () => {
    expect(combineMemory(machine, { limit: 7 * gibibyte, used: 0 }, undefined).available).toBe(6 * gibibyte);
    expect(combineMemory(machine, { limit: gibibyte, used: 2 * gibibyte }, undefined).available).toBe(0);
  });

  test('a limit above the machine’s memory is none', () => {
    expect(combineMemory(machine, { limit: 99 * gibibyte, used: 0 }, undefined).cgroupLimit).toBeUndefined();
  });
});

test('reads meminfo, with and without MemAvailable', () => {
  const text =
    'MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    600 kB\nCached:  300 kB\nSwapTotal: 8 kB\nSwapFree: 2 kB\n';
  expect(parseMemoryInfo(text)).toEqual({ total: 1024000, available: 614400, swapTotal: 8192, swapFree: 2048 });
  expect(parseMemoryInfo(text.replace(/MemAvailable.*\n/, '')).available).toBe(400 * 1024);
});

test('reads pressure, where the kernel tells', () => {
  expect(
    parsePressure('some avg10=12.34 avg60=1.00 avg300=0.00 total=5\nfull avg10=9.00 avg60=0 avg300=0 total=1'),
  ).toBe(12.34);
  expect(parsePressure('')).toBeUndefined();
});

const mounts = [
  '22 27 0:21 / /proc rw,relatime - proc proc rw',
  '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory',
  '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
].join('\n');

describe('our cgroup', () => {
  test.each([
    [
      'v1 and v2 together',
      '4:memory:/user/me\n1:cpu:/\n0::/user.slice',
      mounts,
      ['/sys/fs/cgroup/memory/user/me', '/sys/fs/cgroup/unified/user.slice'],
    ],
    [
      'a container that sees only its own part',
      '4:memory:/docker/abc',
      '35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory',
      ['/sys/fs/cgroup/memory'],
    ],
    [
      'a path outside what is mounted',
      '0::/../other',
      '41 31 0:38 /mine /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
      ['/sys/fs/cgroup'],
    ],
    ['a mount point with a space', '0::/a', '41 31 0:38 / /cg\\040roups rw - cgroup2 cgroup2 rw', ['/cg roups/a']],
    ['a controller that only looks like memory', '4:memory2:/x', mounts, []],
    ['nothing at all', '', '', []],
  ])('is found: %s', (_, membership, mountinfo, folders) => {
    expect(findCgroups(membership, mountinfo).map(({ folder }) => folder)).toEqual(folders);
  });

  test('is bound by every folder above it', () => {
    expect(lineage({ version: 2, mountPoint: '/cg', folder: '/cg/a/b' })).toEqual(['/cg/a/b', '/cg/a', '/cg']);
    expect(lineage({ version: 2, mountPoint: '/', folder: '/a' })).toEqual(['/a', '/']);
  });
});

describe.each([
  [
    2,
    { limit: 'memory.max', usage: 'memory.current', stat: 'inactive_file 100\nactive_file 50\nslab_reclaimable 25\n' },
  ],
  [
    1,
    {
      limit: 'memory.limit_in_bytes',
      usage: 'memory.usage_in_bytes',
      stat: 'inactive_file 1\ntotal_inactive_file 100\ntotal_active_file 75\n',
    },
  ],
] as const)('limits of cgroup v%d', (version, names) => {
  function hierarchy(limits: Readonly<Record<string, string>>): CgroupReader {
    const mountPoint = tempDir();
    const folder = join(mountPoint, 'a', 'b');
    mkdirSync(folder, { recursive: true });
    for (const [path, limit] of Object.entries(limits)) {
      writeFileSync(join(mountPoint, path, names.limit), `${limit}\n`);
      writeFileSync(join(mountPoint, path, names.usage), '1000\n');
      writeFileSync(join(mountPoint, path, 'memory.stat'), names.stat);
    }
    const reader = new CgroupReader([{ version, mountPoint, folder }]);
    onTestFinished(() => reader.close());
    return reader;
  }

  test('the tightest from ours upwards binds, and its page cache can be had back', () => {
    expect(hierarchy({ 'a/b': '5000', a: '4000' }).read()).toEqual({ limit: 4000, used: 825 });
  });

  test('no limit is no limit, however it is written', () => {
    expect(hierarchy({ 'a/b': version === 2 ? 'max' : '9223372036854771712' }).read()).toBeUndefined();
    expect(hierarchy({}).read()).toBeUndefined();
  });
});

const v1 = '/sys/fs/cgroup/memory';
const canLimit = process.getuid?.() === 0 && existsSync(join(v1, 'memory.limit_in_bytes'));

test.skipIf(!canLimit)('a real cgroup limits a real process (needs root and cgroup v1)', async () => {
  const group = join(v1, `forkful-test-${process.pid}`);
  mkdirSync(group);
  onTestFinished(async () => {
    await waitFor(() => (readFileSync(join(group, 'cgroup.procs'), 'utf8') === '' ? true : undefined));
    rmdirSync(group);
  });
  writeFileSync(join(group, 'memory.limit_in_bytes'), String(256 * 2 ** 20));
  const source = new URL('../../src/system/proc/memory.ts', import.meta.url);
  const code = `process.stdin.once('data', async () => {
    const { createMemoryReader } = await import(${JSON.stringify(source.href)});
    console.log(JSON.stringify(createMemoryReader().read()));
  })`;
  const child = startProcess(process.execPath, ['-e', code], process.env, 'pipe');
  writeFileSync(join(group, 'cgroup.procs'), String(child.pid));
  child.stdin?.end('go');
  const memory = JSON.parse(await textOf(child.stdout)) as { total: number; available: number; cgroupLimit: number };
  expect(memory).toMatchObject({ total: 256 * 2 ** 20, cgroupLimit: 256 * 2 ** 20 });
  expect(memory.available).toBeLessThan(256 * 2 ** 20);
  expect(memory.available).toBeGreaterThan(64 * 2 ** 20);
});

test.skipIf(process.platform !== 'linux')('reads this machine', () => {
  const reader = createMemoryReader();
  const { total, available, used } = reader.read();
  reader.close();
  expect(total).toBeGreaterThan(64 * 2 ** 20);
  expect(available).toBeLessThanOrEqual(total);
  expect(used).toBe(total - available);
});

async function textOf(stream: AsyncIterable<Buffer> | null): Promise<string> {
  let text = '';
  for await (const part of stream ?? []) text += part.toString();
  return text;
}
