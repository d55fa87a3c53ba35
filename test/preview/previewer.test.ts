import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import type { WorkerStatus } from '../../src/orchestrator/types.ts';
import { createPreviewer, type PreviewerOptions } from '../../src/preview/previewer.ts';
import type { Preview } from '../../src/preview/types.ts';
import { eventually } from '../support/eventually.ts';
import { quarters } from '../support/pictures.ts';
import { exists } from '../support/process-tree.ts';
import { tempDir } from '../support/temp-dir.ts';

const doomed = new URL('fixtures/doomed-child.ts', import.meta.url);
const never = new AbortController().signal;

function previewer(options: PreviewerOptions = {}) {
  const pids = new Set<number>();
  let tasks = 0;
  const onStatus = (status: WorkerStatus): void => {
    if (status.pid !== undefined) pids.add(status.pid);
    tasks = status.tasks;
  };
  const made = createPreviewer({ ...options, onStatus });
  onTestFinished(() => made.close());
  return {
    pids,
    held: () => tasks,
    close: () => made.close(),
    look: async (path: string, signal = never): Promise<Preview[]> => {
      const told: Preview[] = [];
      await made.look(
        { files: [fromText(path)], room: { width: 8, height: 8 } },
        (preview) => told.push(preview),
        signal,
      );
      return told;
    },
  };
}

async function picture(): Promise<string> {
  const path = join(tempDir(), 'picture.png');
  await (await quarters(8, 8)).png().toFile(path);
  return path;
}

it('looks at a picture in another process, which is gone afterwards', async () => {
  const { look, close, pids } = previewer();
  const [preview] = (await look(await picture())).slice(-1);
  expect(preview?.files[0]?.content).toMatchObject({ kind: 'picture', width: 8, pixels: { width: 8, height: 8 } });
  expect(pids.has(process.pid)).toBe(false);
  expect(pids.size).toBe(1);
  await close();
  expect([...pids].filter(exists)).toEqual([]);
});

it.each([
  ['crashes', /its decoder was killed by SIGSEGV/],
  ['grows', /memory|its decoder was/],
] as const)('a file that %s takes only the child with it; the next is seen by another', async (name, words) => {
  const { look, pids } = previewer({ entry: doomed });
  const dir = tempDir();
  writeFileSync(join(dir, name), 'x');
  const told = await look(join(dir, name));
  expect(told.at(-1)?.failure).toMatch(words);
  expect(told.at(-1)?.files).toEqual([undefined]);
  const after = await look(await picture());
  expect(after.at(-1)?.files[0]?.content.kind).toBe('picture');
  expect(pids.size).toBeGreaterThan(1);
});

it.each(['hangs', 'blocks'])('a file that %s is given up after the time it has', async (name) => {
  const { look } = previewer({ entry: doomed, patienceMs: 1500 });
  const told = await look(join(tempDir(), name));
  expect(told.at(-1)?.failure).toMatch(/it took longer than 1.5 s|no sign of life/);
  const after = await look(await picture());
  expect(after.at(-1)?.files[0]?.content.kind).toBe('picture');
});

it('what is asked for after files that hang is not kept waiting for ever, and of those nothing is told', async () => {
  const { look, held } = previewer({ entry: doomed, patienceMs: 1500 });
  const dir = tempDir();
  const controller = new AbortController();
  // More of them than a child takes at once.
  const older = Array.from({ length: 6 }, () => look(join(dir, 'hangs'), controller.signal));
  await eventually(() => expect(held()).toBe(4));
  controller.abort();
  const told = await look(await picture());
  expect(told.at(-1)?.files[0]?.content.kind).toBe('picture');
  expect((await Promise.all(older)).flat()).toEqual([]);
});

it('lets its child go when nobody has looked for a while, and starts another when somebody does', async () => {
  const { look, pids } = previewer({ idleMs: 100 });
  const path = await picture();
  expect((await look(path)).at(-1)?.files[0]?.content.kind).toBe('picture');
  await eventually(() => expect([...pids].filter(exists)).toEqual([]));
  expect((await look(path)).at(-1)?.files[0]?.content.kind).toBe('picture');
  expect(pids.size).toBe(2);
});

it('after it is closed nothing is started', async () => {
  const { look, close, pids } = previewer();
  await close();
  expect(await look(await picture())).toEqual([]);
  expect(pids.size).toBe(0);
});
