import { expect, it, onTestFinished } from 'vitest';
import { createMemoryGate } from '../../src/orchestrator/memory-gate.ts';
import { eventually } from '../support/eventually.ts';
import { oddPool } from './odd-pool.ts';

/** A gate over a figure that the test sets, and what it said. */
function gateOver(available: number, required = 100) {
  const said: string[] = [];
  const memory = { available, looks: 0 };
  const gate = createMemoryGate({
    required,
    everyMs: 10,
    read: () => {
      memory.looks += 1;
      return memory.available;
    },
    onWait: (has, needs) => said.push(`wait ${has} of ${needs}`),
    onGo: (has, needs) => said.push(`go ${has} of ${needs}`),
  });
  onTestFinished(() => gate.close());
  return { gate, said, memory };
}

it('lets work begin while enough memory is available, and says nothing', () => {
  const { gate, said } = gateOver(100);
  expect(gate.isOpen()).toBe(true);
  expect(said).toEqual([]);
});

it('holds back, says so once, and opens by itself', async () => {
  const { gate, said, memory } = gateOver(99);
  expect([gate.isOpen(), gate.isOpen()]).toEqual([false, false]);
  await eventually(() => expect(memory.looks).toBeGreaterThan(3));
  expect(said).toEqual(['wait 99 of 100']);
  memory.available = 150;
  await gate.opened();
  expect(gate.isOpen()).toBe(true);
  expect(said).toEqual(['wait 99 of 100', 'go 150 of 100']);
});

it('lets everybody through once it is closed', async () => {
  const { gate } = gateOver(0);
  expect(gate.isOpen()).toBe(false);
  gate.close();
  await gate.opened();
  expect(gate.isOpen()).toBe(true);
});

it('makes the tasks of a pool wait, while those that have begun go on', async () => {
  const { gate, said, memory } = gateOver(200);
  const pool = oddPool('threads', { size: 1, slots: 4, gate });
  const begun = pool.submit({ kind: 'sleep', ms: 300 }, { onBegin: () => (memory.available = 5) });
  await eventually(() => expect(gate.isOpen()).toBe(false));
  const held = [1, 2].map((value) => pool.submit({ kind: 'echo', value }));
  await expect(begun).resolves.toBe('slept');
  expect(pool.waiting).toBe(2);
  memory.available = 500;
  await expect(Promise.all(held)).resolves.toEqual([1, 2]);
  expect(said).toEqual(['wait 5 of 100', 'go 500 of 100']);
});
