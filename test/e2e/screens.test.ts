import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keys } from '../support/keys.ts';
import { programPath } from '../support/program.ts';
import { expectScreen } from '../support/screen-file.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

const sizes = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
  { columns: 40, rows: 12 },
] as const;

/** Bytes that are the same in every run, and compress to nothing less. */
function content(seed: string, size: number): Buffer {
  return Buffer.alloc(size, seed);
}

/** A home with a collection in it: two groups of duplicates, the older file of each in `2024`. */
function makeHome(): string {
  const home = tempDir();
  const photos = join(home, 'photos');
  const add = (path: string, body: Buffer, day: number): void => {
    mkdirSync(join(photos, path, '..'), { recursive: true });
    writeFileSync(join(photos, path), body);
    chmodSync(join(photos, path), 0o644);
    const time = new Date(Date.UTC(2024, 4, day));
    utimesSync(join(photos, path), time, time);
  };
  add('2024/harbour.jpg', content('harbour', 60_000), 1);
  add('backup/harbour.jpg', content('harbour', 60_000), 2);
  add('旅行/harbour (1).jpg', content('harbour', 60_000), 3);
  add('2024/summit.jpg', content('summit', 40_000), 4);
  add('phone/DCIM/IMG_0001.jpg', content('summit', 40_000), 5);
  add('2024/alone.jpg', content('alone', 20_000), 6);
  return home;
}

describe.each(sizes)('at $columns × $rows', ({ columns, rows }) => {
  const size = `${columns}x${rows}`;

  test('downloads arrive, duplicates are gone through, marked, put in the trash and brought back', async () => {
    const home = makeHome();
    const origin = await serve(
      new Map([
        ['/copy-of-harbour.jpg', content('harbour', 60_000)],
        ['/valley.jpg', content('valley', 50_000)],
      ]),
    );
    const pty = testPty({
      args: [programPath, 'photos', '--jobs', '1', '--theme', 'dark'],
      cwd: home,
      columns,
      rows,
      env: { HOME: home, XDG_STATE_HOME: undefined, XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined },
    });
    const look = async (name: string, watching = ['1 Processes', '4 System', '5 Log']): Promise<void> => {
      await pty.waitFor((screen) => !/[◰◳◲◱]/.test(screen.text()));
      await expectScreen(pty.screen, `${name}-${size}`, { watching });
    };

    // The folder is known before anything arrives: what comes is told to be a duplicate, or not.
    pty.press('3');
    await pty.waitFor('2 groups');
    for (const [path, seen] of [
      ['copy-of-harbour.jpg', /≡ cop/],
      ['valley.jpg', /valley\.jpg +done/],
      ['gone.jpg', /gone\.jpg +not found/],
    ] as const) {
      pty.press(keys.paste(`${origin}/${path}`));
      await pty.waitFor(seen);
    }
    await look('downloads');

    pty.press(`3${keys.home}`);
    await pty.waitFor('2 groups');
    await pty.waitFor(/●\s?3 Duplicates[\s\S]*4 × 59 KB/);
    await look('duplicates');
    pty.press('a');
    await pty.waitFor('3 marked');
    await look('marked');
    pty.press('d');
    await pty.waitFor('Move 3 files to the trash?');
    await look('question');
    pty.press('y');
    await pty.waitFor((screen) => !screen.text().includes('4 × 59 KB') && screen.text().includes('3 files removed'));
    await look('removed');
    pty.press('u');
    await pty.waitFor(/4 × 59 KB[\s\S]*\bback\b/);
    await look('undone');

    // Alone on the screen: what lies over the other panes would cut them.
    pty.press('z');
    await pty.waitFor((screen) => !screen.text().includes('─╮'));
    pty.press(':');
    await pty.waitFor('Commands');
    pty.press('undo');
    await pty.waitFor(/: undo/);
    await look('palette');
    pty.press(keys.escape);
    await pty.waitFor((screen) => !screen.text().includes('Commands'));
    pty.press('?');
    await pty.waitFor(/ Keys [\s\S]*all keys|┏ Keys/);
    await look('help');
    pty.press(keys.escape);
    await pty.waitFor((screen) => !/[┏━ ]Keys[ ━]/.test(screen.text()));
    pty.press(`5/gone${keys.enter}`);
    await pty.waitFor(/not found.*[│┃]/);
    await look('log', ['1 Processes', '4 System']);
    pty.press('q');
    expect((await pty.exited).code).toBe(0);
  });

  test('a zombie is found, its parent named, and offered the signals', async () => {
    const pty = testPty({ args: [programPath, '--demo'], columns, rows, env: { FORKFUL_STATE_DIR: tempDir() } });
    const look = (name: string): Promise<void> =>
      expectScreen(pty.screen, `${name}-${size}`, { watching: [], footer: false });
    pty.press('1z');
    await pty.waitFor('zombie');
    pty.press('w');
    await pty.waitFor('3 zombies');
    pty.press('3');
    await pty.waitFor((screen) => !/3 zombies|scan-1/.test(screen.text()));
    await look('zombies');
    pty.press('k');
    await pty.waitFor('Signal to');
    await look('signals');
    pty.press(`${keys.escape}`);
    await pty.waitFor((screen) => !screen.text().includes('Signal to'));
    pty.press(keys.ctrl('c'));
    expect((await pty.exited).code).toBe(130);
  });

  test('duplicates are seen by folder and by pairs of folders, and two of them side by side', async () => {
    const home = makeHome();
    const pty = testPty({
      args: [programPath, 'photos', '--theme', 'dark'],
      cwd: home,
      columns,
      rows,
      env: { HOME: home, XDG_STATE_HOME: undefined, XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined },
    });
    const look = async (name: string): Promise<void> => {
      await pty.waitFor((screen) => !/[◰◳◲◱]/.test(screen.text()));
      await expectScreen(pty.screen, `${name}-${size}`, { watching: ['1 Processes', '4 System', '5 Log'] });
    };
    pty.press('3');
    await pty.waitFor('2 groups');
    pty.press('w');
    await pty.waitFor('Show duplicates as');
    pty.press('2');
    await pty.waitFor(/\d folders/);
    await look('folders');
    pty.press('w3');
    await pty.waitFor(/\d pairs of/);
    await look('pairs');
    pty.press('w1');
    await pty.waitFor('2 groups');
    pty.press(`${keys.home}jjP`);
    await pty.waitFor('same content');
    await look('side-by-side');
    pty.press(keys.escape);
    await pty.waitFor((screen) => !screen.text().includes('same content'));
    pty.press('q');
    expect((await pty.exited).code).toBe(0);
  });

  test('an orphan is found, who adopted it named, and ended by a signal', async () => {
    const pty = testPty({ args: [programPath, '--demo'], columns, rows, env: { FORKFUL_STATE_DIR: tempDir() } });
    const look = (name: string): Promise<void> =>
      expectScreen(pty.screen, `${name}-${size}`, { watching: [], footer: false });
    pty.press('1z');
    await pty.waitFor('zombie');
    pty.press('w');
    await pty.waitFor('4 orphans');
    pty.press('4');
    await pty.waitFor(/▌sleep +\d+ (orphan +)?O /);
    await pty.waitFor((screen) => !/4 orphans|zombie /.test(screen.text().split('\n').slice(2).join('\n')));
    await look('orphans');
    pty.press('k');
    await pty.waitFor('Signal to sleep');
    pty.press(keys.enter);
    await pty.waitFor('no orphans of our own');
    await look('orphan-ended');
    pty.press(':7');
    await pty.waitFor('clear zombies');
    pty.press(keys.enter);
    await pty.waitFor(/before +\d+ zombies?, \d+ orphans?/);
    pty.press(keys.ctrl('c'));
    expect((await pty.exited).code).toBe(130);
  });

  test('settings that are wrong are told before the screen is taken', async () => {
    const home = tempDir();
    mkdirSync(join(home, '.config', 'forkful'), { recursive: true });
    writeFileSync(join(home, '.config', 'forkful', 'config.json'), '{\n  "screen": {"theme": "purple"}\n}\n');
    const env = { HOME: home, XDG_CONFIG_HOME: undefined };
    const pty = testPty({ args: [programPath, '.'], cwd: home, columns, rows, env });
    expect((await pty.exited).code).toBe(2);
    expect(pty.screen.written).not.toContain('\x1b[?1049h');
    const said = pty.screen.lines().join('').replace(home, '~');
    expect(said).toContain('config.json:2: "theme" is one of');
  });
});
