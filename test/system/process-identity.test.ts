import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isSameProcess, keyOf, startTimeOf } from '../../src/system/process-identity.ts';
import { startProcess } from '../support/processes.ts';

test('a process is the same until it ends, and its pid with another start time is another', async () => {
  const child = startProcess('sleep', ['100']);
  const key = keyOf(child.pid);
  if (key === undefined) throw new Error('not seen');
  expect(key).toEqual({ pid: child.pid, startTime: expect.stringMatching(/^\S+$/) });
  expect(isSameProcess(key)).toBe(true);
  expect(isSameProcess({ pid: child.pid, startTime: '1' })).toBe(false);

  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isSameProcess(key)).toBe(false);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('there is no process %d', (pid) => {
  expect(startTimeOf(pid)).toBeUndefined();
});
