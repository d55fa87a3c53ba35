import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { keys } from '../support/keys.ts';
import { descendantsOf } from '../support/process-tree.ts';
import { programPath } from '../support/program.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** The built program on a folder, and a hand that runs items of the report's menu in it. */
async function open(folder: string, state = tempDir()) {
  const pty = testPty({
    args: [programPath, folder],
    columns: 130,
    rows: 45,
    env: { FORKFUL_STATE_DIR: state, XDG_DATA_HOME: tempDir() },
  });
  await pty.waitFor('files scanned');
  /** @returns what the overlay says, which is then closed */
  const run = async (number: number, argument?: string): Promise<string> => {
    pty.press(':');
    await pty.waitFor('Commands');
    pty.press(`${number}${keys.enter}`);
    if (argument !== undefined) {
      await pty.waitFor('Enter begins');
      pty.press(`${argument}${keys.enter}`);
    }
    // In the box; the line at the foot may still be about the item before.
    await pty.waitFor(/┃ (done|failed) in \d.*┃/);
    const text = pty.screen.text();
    // Any key but those that scroll; an Escape could run into the next key.
    pty.press(keys.enter);
    await pty.waitFor((screen) => !screen.text().includes('Esc closes'));
    return text;
  };
  return { pty, run };
}

test('the items about processes, memory and folders do their work and say how long it took', async () => {
  const folder = tempDir();
  mkdirSync(join(folder, 'inside'));
  for (const name of ['one', 'two']) writeFileSync(join(folder, 'inside', name), 'the same');
  const state = tempDir();
  const { pty, run } = await open(folder, state);

  expect(await run(1)).toMatch(new RegExp(`parent +${pty.pid}[\\s\\S]*child +\\d+, whose parent is ${pty.pid}`));
  expect(await run(2, 'inside')).toMatch(/exists +yes/);
  expect(await run(2, 'nowhere')).toMatch(/exists +no[\s\S]*failed in/);
  expect(await run(7)).toMatch(/before +\d+ zombies?, \d+ orphans?[\s\S]*after/);
  expect(await run(10)).toMatch(/CPU +\d+ % of/);
  expect(await run(11)).toMatch(/available +\d/);
  expect(await run(13, '1M')).toMatch(/needed +1\.0 MB/);
  pty.press(':');
  await pty.waitFor('Commands');
  pty.press(`13${keys.enter}`);
  await pty.waitFor('Enter begins');
  pty.press(`900T${keys.enter}`);
  await pty.waitFor(/waiting for memory: .* available, 900 TB needed/);
  pty.press('q');
  await pty.waitFor(/stopped +before so much was available[\s\S]*failed in/);
  pty.press(keys.enter);
  await pty.waitFor((screen) => !screen.text().includes('Esc closes'));
  expect(await run(13, 'much')).toMatch(/"much" is not a size/);

  // The panes follow: the other folder is scanned, and the first line names it.
  expect(await run(3, 'made')).toMatch(/made +yes/);
  expect(existsSync(join(folder, 'made'))).toBe(true);
  expect(await run(4, join(folder, 'inside'))).toMatch(/holds +2 files, 0 folders/);
  await pty.waitFor((screen) => screen.lines()[0]?.includes(join(folder, 'inside')) === true);
  await pty.waitFor('1 group');
  expect(await run(8)).toMatch(/found +1 group, 1 file too many/);
  expect(await run(9)).toMatch(/serial +\d.* 1\.00 ×[\s\S]*threads +\d[\s\S]*processes +\d/);

  // Everything that was run so far, by engine; to a file.
  pty.press(':t');
  await pty.waitFor('timings');
  pty.press(keys.enter);
  await pty.waitFor(/scan, nothing remembered/);
  expect(pty.screen.text()).toMatch(/serial \d.* · threads \d.* · processes \d/);
  pty.press('e');
  await pty.waitFor('the times are saved in');
  await eventually(() => expect(readdirSync(state).filter((name) => name.startsWith('timings-'))).toHaveLength(1));
  const [name = ''] = readdirSync(state).filter((entry) => entry.startsWith('timings-'));
  const lines = readFileSync(join(state, name), 'utf8').trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { job: string }).job)).toContain('8, find duplicates');

  pty.press(keys.escape);
  await pty.waitFor((screen) => !screen.text().includes('e exports'));
  pty.press('5zg');
  await pty.waitFor(/1, fork a child, show both process ids: done in/);
  pty.press(`:0${keys.enter}`);
  expect((await pty.exited).code).toBe(0);
  expect(descendantsOf(pty.pid)).toEqual([]);
});

test('lists are downloaded by children and by threads, and the children are waited for', async () => {
  const [folder, other] = [tempDir(), tempDir()];
  const bodies = new Map(['/a.bin', '/b.bin', '/c.bin'].map((path) => [path, randomBytes(3000)]));
  const origin = await serve(bodies);
  const list = join(tempDir(), 'list.txt');
  writeFileSync(list, [...bodies.keys()].map((path) => `${origin}${path}\n`).join(''));
  const { pty, run } = await open(folder);

  const byProcesses = await run(5, list);
  expect(byProcesses).toMatch(/done +3 files/);
  const pid = Number(/fetch-1 \((\d+)\)/.exec(byProcesses)?.[1]);
  expect(pid).toBeGreaterThan(1);
  expect(descendantsOf(pty.pid)).not.toContain(pid);

  await run(4, other);
  expect(await run(6, list)).toMatch(/done +3 files[\s\S]*fetch-1, fetch-2: waited for/);
  expect(readdirSync(other).filter((name) => name.endsWith('.bin'))).toEqual(['a.bin', 'b.bin', 'c.bin']);
  expect(await run(6, list)).toMatch(/done +0 files[\s\S]*known +3 URLs of before/);
  expect(await run(5, 'no-such-list')).toMatch(/failed +no such file or folder/);
});
