import { expect, test } from 'vitest';
import { parseProcessStat, readProcessStat } from '../../src/system/process-stat.ts';

const rest =
  '1 4800 4700 34816 4821 4194304 900 0 3 0 250 50 7 9 20 0 11 0 123456789 1234567168 5120 18446744073709551615 1';

test.each([
  ['a plain name', 'sleep'],
  ['spaces', 'tmux: server'],
  ['parentheses', '(sd-pam)'],
  ['a closing parenthesis that looks like the end', 'x) Z 1 2 3'],
  ['a newline and an escape sequence', 'a\nb\u001b[31m'],
  ['nothing', ''],
  ['bytes that are no UTF-8', '\xff\xfe'],
])('reads a stat line whose name holds %s', (_, comm) => {
  expect(parseProcessStat(Buffer.from(`4821 (${comm}) S ${rest}\n`, 'latin1'))).toEqual({
    pid: 4821,
    comm,
    state: 'S',
    ppid: 1,
    group: 4800,
    session: 4700,
    cpuTicks: 300,
    threads: 11,
    startTicks: 123456789,
    rssPages: 5120,
    kernelThread: false,
  });
});

test('knows kernel threads, negative fields and states that it has never heard of', () => {
  const line = '2 (kthreadd) W 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0 18446744073709551615';
  expect(parseProcessStat(Buffer.from(line))).toMatchObject({ pid: 2, state: '?', ppid: 0, kernelThread: true });
});

test('reads only as far as the buffer was filled', () => {
  const buffer = Buffer.from(`7 (a) S ${rest}\n99 (stale) Z 1 1`);
  expect(parseProcessStat(buffer, buffer.indexOf('\n') + 1)).toMatchObject({ pid: 7, comm: 'a', threads: 11 });
});

test.each(['', 'nonsense', '12 (cut off', '12 (a) S 1 2 3', '() S 1'])('refuses %j', (line) => {
  expect(parseProcessStat(Buffer.from(line))).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('reads our own line', () => {
  expect(readProcessStat(process.pid)).toMatchObject({ pid: process.pid, ppid: process.ppid, state: 'R' });
});
