import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, configFolder, homeTrashFolder, stateFolder } from '../../src/base/folders.ts';

test('folders stand below the home, or where the XDG variables say', () => {
  expect(stateFolder({ HOME: '/home/me' })).toBe('/home/me/.local/state/forkful');
  expect(configFolder({ HOME: '/home/me', XDG_CONFIG_HOME: '/etc/me' })).toBe('/etc/me/forkful');
  expect(cacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: 'relative' })).toBe('/home/me/.cache/forkful');
  expect(stateFolder({ FORKFUL_STATE_DIR: 'here' })).toBe(join(process.cwd(), 'here'));
});

test.each(['', 'relative', undefined])('a home of %j is none: the one on record stands in', (HOME) => {
  for (const folder of [stateFolder, configFolder, cacheFolder, homeTrashFolder]) {
    expect(isAbsolute(folder({ HOME }))).toBe(true);
    expect(folder({ HOME })).toBe(folder({ HOME: homedir() }));
  }
});
