import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { sendSignal } from '../../src/orchestrator/signals.ts';
import { keyOf } from '../../src/system/process-identity.ts';
import type { ProcessKey } from '../../src/system/types.ts';

async function sleeper(): Promise<{ readonly key: ProcessKey; readonly exit: Promise<unknown[]> }> {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const key = keyOf(child.pid ?? 0);
  if (key === undefined) throw new Error('no sleep');
  return { key, exit: once(child, 'exit') };
}

it('signals the very process that was seen', async () => {
  const { key, exit } = await sleeper();
  expect(sendSignal(key, 'SIGUSR1')).toEqual({ kind: 'sent' });
  expect(await exit).toEqual([null, 'SIGUSR1']);
  expect(sendSignal(key, 'SIGTERM')).toEqual({ kind: 'gone' });
});

it('leaves a stranger alone who has the pid by now (htop #1441)', async () => {
  const { key } = await sleeper();
  expect(sendSignal({ ...key, startTime: `${Number(key.startTime) - 1}` }, 'SIGKILL')).toEqual({ kind: 'gone' });
  expect(keyOf(key.pid)).toEqual(key);
});

it.skipIf(process.getuid?.() === 0)(
  'says in words that a process belongs to another user (not as root: root may)',
  () => {
    const init = keyOf(1);
    if (init === undefined) throw new Error('no init');
    expect(sendSignal(init, 'SIGCONT')).toEqual({
      kind: 'refused',
      reason: 'SIGCONT to 1: it belongs to another user',
    });
  },
);
