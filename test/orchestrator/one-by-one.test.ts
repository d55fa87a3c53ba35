import { describe, expect, it } from 'vitest';
import { JobRunner } from '../../src/orchestrator/job-runner.ts';
import { eventually } from '../support/eventually.ts';

/** What a runner does with three tasks that arrive at once, in its order. Each of them awaits before it works. */
async function course(oneByOne: boolean): Promise<readonly string[]> {
  const seen: string[] = [];
  const job = {
    async run(task: string) {
      await Promise.resolve();
      seen.push(`${task} begins`);
      if (task === 'b') throw new Error('no luck');
      return task;
    },
    ...(oneByOne ? { oneByOne } : {}),
  };
  const runner = new JobRunner<string, never, string, never>(job, {
    write(frame, written) {
      for (const message of frame) if ('id' in message) seen.push(`${message.id} ${message.kind}`);
      written();
      return true;
    },
    leave() {},
  });
  runner.receive([
    { kind: 'task', id: 1, task: 'a' },
    { kind: 'task', id: 2, task: 'b' },
    { kind: 'task', id: 3, task: 'c' },
  ]);
  await eventually(() => expect(seen).toHaveLength(6));
  return seen;
}

describe('tasks that arrive together', () => {
  it('of a job that does them one by one wait until the result of the one before, or its failure, is sent', async () => {
    expect(await course(true)).toEqual(['a begins', '1 done', 'b begins', '2 failed', 'c begins', '3 done']);
  });

  it('of any other job begin side by side', async () => {
    expect((await course(false)).slice(0, 3)).toEqual(['a begins', 'b begins', 'c begins']);
  });
});
