import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { keys } from '../support/keys.ts';
import { leave } from '../support/leave.ts';
import { descendantsOf, exists } from '../support/process-tree.ts';
import { programPath } from '../support/program.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** Every file below, by path, with the hash of its bytes. */
function contentsOf(dir: string): Map<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, createHash('sha256').update(readFileSync(path)).digest('hex')];
    }),
  );
}

test('download, find, mark, refuse, trash, undo, leave: nothing is lost and nothing is left', async () => {
  const dir = tempDir();
  const [photos, state, data] = [join(dir, 'photos'), join(dir, 'state'), join(dir, 'data')];
  mkdirSync(join(photos, '2024'), { recursive: true });
  const picture = randomBytes(60_000);
  writeFileSync(join(photos, '2024', 'harbour.bin'), picture);
  const origin = await serve(
    new Map([
      ['/copy-of-harbour.bin', picture],
      ['/summit.bin', randomBytes(50_000)],
    ]),
  );
  writeFileSync(join(dir, 'list.txt'), `${origin}/copy-of-harbour.bin\n${origin}/summit.bin\n${origin}/gone.bin\n`);

  const pty = testPty({
    args: [programPath, photos, '--input', join(dir, 'list.txt')],
    columns: 120,
    rows: 40,
    env: { FORKFUL_STATE_DIR: state, XDG_DATA_HOME: data, XDG_CACHE_HOME: join(dir, 'cache') },
  });
  await pty.waitFor('2 × 59 KB');
  await pty.waitFor('✗ gone.bin');
  const before = contentsOf(photos);
  expect(before.size).toBe(3);

  // The copy is marked by the keep rule: the older file stays.
  pty.press(`3${keys.home}a`);
  await pty.waitFor('1 marked');
  pty.press('d');
  await pty.waitFor('Move 1 file to the trash?');
  pty.press(keys.enter);
  await pty.waitFor((screen) => !screen.text().includes('Move 1 file'));
  expect(contentsOf(photos)).toEqual(before);

  pty.press('d');
  await pty.waitFor('Move 1 file to the trash?');
  pty.press('y');
  await pty.waitFor((screen) => !screen.text().includes('2 × 59 KB'));
  await pty.waitFor('1 file removed');
  expect(contentsOf(photos).size).toBe(2);
  const trashed = contentsOf(join(data, 'Trash', 'files'));
  expect([...trashed.values()]).toEqual([before.get(join(photos, 'copy-of-harbour.bin'))]);

  pty.press('u');
  await pty.waitFor('2 × 59 KB');
  expect(contentsOf(photos)).toEqual(before);

  const children = descendantsOf(pty.pid);
  expect(children.length).toBeGreaterThan(0);
  expect(await leave(pty)).toBe(0);
  expect(pty.screen.alternate).toBe(false);
  expect(descendantsOf(pty.pid)).toEqual([]);
  expect(children.filter(exists)).toEqual([]);
});

test('the demo needs nothing but itself, and takes everything away when it is left', async () => {
  const temporary = tempDir();
  const state = tempDir();
  const pty = testPty({ args: [programPath, '--demo'], env: { TMPDIR: temporary, FORKFUL_STATE_DIR: state } });
  await pty.waitFor('zombie');
  await pty.waitFor(/2 Downloads.*1 failed/);
  await pty.waitFor(/\d\d groups/);
  const children = descendantsOf(pty.pid);
  pty.press('q');
  // Slow pictures are still on their way: leaving is asked for.
  await pty.waitFor((screen) => /\[?y\]?|Quit|Leave/i.test(screen.text()));
  pty.press('y');
  expect((await pty.exited).code).toBe(0);
  expect(readdirSync(temporary).filter((name) => name.startsWith('forkful'))).toEqual([]);
  // The zombie is adopted when its parent ends, and reaped when its new parent gets round to it.
  await vi.waitFor(() => expect(children.filter(exists)).toEqual([]), { timeout: 10_000 });
});

test.each([
  ['Ctrl-C', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s gives the terminal back and ends with %d', async (how, expected) => {
  const pty = testPty({ args: [programPath, tempDir()], env: { FORKFUL_STATE_DIR: tempDir() } });
  await pty.waitFor('3 Duplicates');
  const children = descendantsOf(pty.pid);
  if (how === 'Ctrl-C') pty.press(keys.ctrl('c'));
  else pty.signal(how);
  expect((await pty.exited).code).toBe(expected);
  expect(pty.screen.alternate).toBe(false);
  expect(children.filter(exists)).toEqual([]);
});
