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

test('helpers that are there take the work', async () => {
  let helped = 0;
  const { crew, here } = crewWith({
    capacity: 3,
    waitsForDisk: false,
    async run() {
      helped += 1;
      return result;
    },
    async close() {},
  });
  crew.expect({ ...little, files: 5_000 });
  await Promise.all([crew.run(() => task), crew.run(() => task)]);
  expect([helped, here()]).toEqual([2, 0]);
});
