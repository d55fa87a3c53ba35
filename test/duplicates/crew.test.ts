import { expect, test } from 'vitest';
import { Crew, type Helpers } from '../../src/duplicates/crew.ts';
import type { HashResult, HashTask } from '../../src/duplicates/tasks.ts';

const result: HashResult = { kind: 'confirm', faults: [] };
const task: HashTask = {
  kind: 'confirm',
  files: { folders: [], counts: [], names: new Uint8Array() },
  dev: [],
  states: new Uint32Array(),
};

function crewWith(helpers?: Helpers) {
  let sought = 0;
  let here = 0;
  const open = () => {
    sought += 1;
    return helpers;
  };
  const crew = new Crew(
    open,
    () => {
      here += 1;
      return result;
    },
    new AbortController().signal,
  );
  return { crew, sought: () => sought, here: () => here };
}

const little = { files: 20, bytes: 5_000, folders: 2 };

test('a small scan is done alone', async () => {
  const { crew, sought, here } = crewWith();
  crew.expect(little);
  await crew.run(() => task);
  expect([sought(), here()]).toEqual([0, 1]);
});

test.each([
  ['many files', { files: 5_000 }],
  ['many bytes', { bytes: 2 ** 30 }],
  ['many folders', { folders: 40 }],
])('helpers are sought, once, as soon as %s were found', (_, much) => {
  const { crew, sought } = crewWith();
  crew.expect({ ...little, ...much });
  crew.expect({ ...little, ...much });
  expect(sought()).toBe(1);
});

/** Helpers that are not done before the test ends; of two hands, three tasks in each. */
function slowHelpers(waitsForDisk: boolean) {
  const taken: HashTask[] = [];
  const helpers: Helpers = {
    hands: 2,
    capacity: 6,
    waitsForDisk,
    run(given) {
      taken.push(given);
      return new Promise(() => {});
    },
    async close() {},
  };
  return { helpers, taken: () => taken.length };
}

/** @returns how many of `tasks` the helpers have, and how many this thread has done, when nothing happens any more */
async function shares(tasks: number, waitsForDisk = false): Promise<readonly [number, number]> {
  const { helpers, taken } = slowHelpers(waitsForDisk);
  const { crew, here } = crewWith(helpers);
  crew.expect({ ...little, files: 5_000 });
  for (let index = 0; index < tasks; index += 1) void crew.run(() => task);
  for (let turn = 0; turn < 2 * tasks; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return [taken(), here()];
}

test('of few tasks each helper gets one, and the next is for this thread, lest it stand idle', async () => {
  expect(await shares(2)).toEqual([2, 0]);
  expect(await shares(3)).toEqual([2, 1]);
});

test('of many tasks helpers hold as many as they can, and this thread does the others', async () => {
  expect(await shares(9)).toEqual([6, 3]);
});

test('helpers that wait for a disk take all that they can hold', async () => {
  expect(await shares(6, true)).toEqual([6, 0]);
});
