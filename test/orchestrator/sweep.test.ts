import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { findLeftovers, parseMark, sweepLeftovers } from '../../src/orchestrator/sweep.ts';
import { keyOf } from '../../src/system/process-identity.ts';
import { eventually } from '../support/eventually.ts';

/** A process with the mark of a child of `parent`. */
async function marked(parent: string, role: string, program = ['sleep', '60']): Promise<ChildProcess> {
  const [file = '', ...args] = program;
  const env = { ...process.env, FORKFUL_RUN: parent, FORKFUL_ROLE: role };
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  // Between fork and exec it still has the environment of its parent.
  await eventually(async () => expect(keyOf(child.pid ?? 0)).toBeDefined());
  return child;
}

const here = keyOf(process.pid);
const deadRun = `${process.pid}:1`;

it.runIf(process.platform === 'linux')(
  'ends children of a run that died, says so, and leaves those of a living one',
  async () => {
    const leftover = await marked(deadRun, 'fetch-7');
    const deaf = await marked(deadRun, 'hash-8', ['sh', '-c', 'trap "" TERM; echo deaf; sleep 60 & wait; sleep 60']);
    await once(deaf.stdout ?? deaf, 'data');
    const alive = await marked(`${here?.pid}:${here?.startTime}`, 'fetch-9');
    const exits = [once(leftover, 'exit'), once(deaf, 'exit')];

    const swept = (await sweepLeftovers({ graceMs: 300 })).filter(({ parent }) => parent.startTime === '1');
    const lines = swept.map(({ line }) => line);
    expect(lines).toContain(`fetch-7 (${leftover.pid}), left over by forkful ${process.pid}, was ended with SIGTERM`);
    expect(lines).toContain(`hash-8 (${deaf.pid}), left over by forkful ${process.pid}, was ended with SIGKILL`);
    await Promise.all(exits);
    expect(alive.exitCode ?? alive.signalCode).toBeNull();
    expect((await findLeftovers()).map(({ process: { pid } }) => pid)).not.toContain(alive.pid);
  },
);

it('knows a mark by both variables, and shows a role safely', () => {
  expect(parseMark('A=1\0FORKFUL_RUN=12:345\0FORKFUL_ROLE=scan-1\0')).toEqual({
    parent: { pid: 12, startTime: '345' },
    role: 'scan-1',
  });
  expect(parseMark('FORKFUL_RUN=12:345\0FORKFUL_ROLE=a\u001b[2J\0')?.role).toBe('a\\e[2J');
  expect(parseMark('FORKFUL_RUN=12:345\0')).toBeUndefined();
  expect(parseMark('FORKFUL_RUN=nonsense\0FORKFUL_ROLE=x\0')).toBeUndefined();
  expect(parseMark('')).toBeUndefined();
});
