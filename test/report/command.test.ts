import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startNegligentParent } from '../support/processes.ts';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('forkful report', () => {
  test('lists the menu with a command for each item', async () => {
    const { stdout, code } = await runProgram(['report']);
    expect(code).toBe(0);
    const numbers = [...stdout.toString().matchAll(/^ *(\d+) .* {2}forkful \w+/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual([...Array.from({ length: 13 }, (_, at) => at + 1), 0]);
  });

  test('does the work of an item and says how long it took', async () => {
    const folder = join(tempDir(), 'new');
    const made = await runProgram(['report', '3', folder]);
    expect(made.stdout.toString()).toMatch(/^made +yes\nelapsed +\d/m);
    expect(existsSync(folder)).toBe(true);
    expect((await runProgram(['report', '2', folder])).code).toBe(0);
    expect((await runProgram(['report', '2', `${folder}2`])).code).toBe(1);
    const forked = JSON.parse((await runProgram(['report', '1', '--json'])).stdout.toString()) as { ok: boolean };
    expect(forked).toMatchObject({ ok: true, parent: expect.stringMatching(/^\d+$/), elapsedMs: expect.any(Number) });
    expect((await runProgram(['report', '13', '900T', '--timeout', '0.2'])).code).toBe(1);
  });

  test.skipIf(process.platform !== 'linux')('shows zombies and orphans before and after', async () => {
    const { parent, zombie } = await startNegligentParent();
    const text = (await runProgram(['report', '7'])).stdout.toString();
    const row = `${zombie} Z sleep, child of sleep (${parent})`;
    expect(text).toMatch(/^before +\d+ zombies?, \d+ orphans?$[\s\S]*^after +\d+ zombies?, \d+ orphans?$/m);
    expect(text.split(row)).toHaveLength(3);
    const { before, after } = JSON.parse((await runProgram(['report', '7', '--json'])).stdout.toString()) as Record<
      string,
      string[]
    >;
    expect(before).toContain(row);
    expect(after).toContain(row);
  });

  test('leaves with 0', async () => {
    expect(await runProgram(['report', '0'])).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    [['3'], 'argument is missing'],
    [['5'], 'forkful get -i LIST'],
    [['99'], 'no item'],
  ])('refuses %j in words', async (args, words) => {
    expect(await runProgram(['report', ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});
