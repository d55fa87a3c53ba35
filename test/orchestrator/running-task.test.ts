import { expect, test } from 'vitest';
import { RunningTask } from '../../src/orchestrator/running-task.ts';

test('a job may take its context apart', async () => {
  const said: string[] = [];
  const task = new RunningTask<string>({
    emit: (event) => said.push(event),
    drained: async () => {},
    alive: () => said.push('alive'),
  });
  const { emit, drained, alive } = task;
  emit('one');
  alive();
  await drained();
  task.end();
  emit('too late');
  expect(said).toEqual(['one', 'alive']);
});
