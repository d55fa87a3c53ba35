/** The built program in a pseudo-terminal, doing what the figures of the screen are about. */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keys } from '../support/keys.ts';
import { type Pty, startPty } from '../support/pty.ts';
import { removeTree } from '../support/remove-tree.ts';

const launcher = fileURLToPath(new URL('../../bin/forkful.js', import.meta.url));

/** Where a screen works: a folder, and a home of its own. */
export interface Place {
  readonly folder: string;
  start(...flags: readonly string[]): Pty;
  startWith(env: Readonly<Record<string, string>>, flags: readonly string[]): Pty;
  remove(): void;
}

/** A folder with this many groups of two to five equal files. */
export function makePlace(groups: number): Place {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'forkful-bench-'));
  const [folder, home] = [join(dir, 'folder'), join(dir, 'home')];
  for (const path of [folder, home]) mkdirSync(path);
  for (let copy = 0; copy < 5; copy += 1) mkdirSync(join(folder, `copy-${copy}`));
  for (let group = 0; group < groups; group += 1) {
    const content = randomBytes(2000 + group);
    const name = `IMG_${String(group).padStart(4, '0')}.jpg`;
    for (let copy = 0; copy < 2 + (group % 4); copy += 1) writeFileSync(join(folder, `copy-${copy}`, name), content);
  }
  const startWith: Place['startWith'] = (env, flags) =>
    startPty({
      args: [launcher, folder, ...flags],
      env: {
        HOME: home,
        XDG_STATE_HOME: home,
        XDG_DATA_HOME: home,
        XDG_CONFIG_HOME: home,
        XDG_CACHE_HOME: home,
        ...env,
      },
    });
  return {
    folder,
    startWith,
    start: (...flags) => startWith({}, flags),
    remove: () => removeTree(dir),
  };
}

/**
 * Pairs of files that take longer to compare than anybody measures: holes, in memory read at its speed. (On a disk the
 * kernel makes a page of zeros for every block, and is so busy with it that the bare timer of an idle program is 12 ms
 * late in the median.) One worker reads a pair, so that there are more pairs, each of its own size, than a machine has cores.
 */
export function addEndlessPairs({ folder }: Place): void {
  for (let pair = 0; pair < availableParallelism() + 2; pair += 1) {
    for (const name of [`endless-${pair}-a`, `endless-${pair}-b`]) {
      writeFileSync(join(folder, name), '');
      truncateSync(join(folder, name), (400 + pair) * 2 ** 30);
    }
  }
}

/** Runs what `use` does while a server gives bodies without an end. */
export async function withEndlessServer(
  count: number,
  use: (listFlags: readonly string[]) => Promise<void>,
): Promise<void> {
  const server = fork(fileURLToPath(new URL('endless-server.ts', import.meta.url)));
  const dir = mkdtempSync(join(tmpdir(), 'forkful-bench-'));
  try {
    const [origin] = (await once(server, 'message')) as [string];
    const list = join(dir, 'list.txt');
    writeFileSync(list, Array.from({ length: count }, (_, index) => `${origin}/body-${index}.bin\n`).join(''));
    await use(['--input', list, '--dir', dir, '--jobs', String(count), '--per-host', String(count)]);
  } finally {
    server.disconnect();
    removeTree(dir);
  }
}

export async function leave(pty: Pty): Promise<void> {
  pty.press(keys.ctrl('c'));
  await pty.exited;
  await pty.close();
}
