import { closeSync, openSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { libc } from '../../src/base/libc.ts';
import { tempDir } from '../support/temp-dir.ts';

describe.runIf(libc() !== undefined)('extended attributes of a name in an open folder', () => {
  let folder: string;
  let handle: number;

  beforeEach(() => {
    folder = tempDir();
    handle = openSync(folder, 'r');
    onTestFinished(() => closeSync(handle));
  });

  const calls = () => {
    const it = libc();
    if (it === undefined) throw new Error('there is no C library to call');
    return it;
  };

  it('are those that its path has, where the kernel knows the call', (context) => {
    const path = join(folder, 'ä file');
    writeFileSync(path, 'x');
    const fd = openSync(path, 'r+');
    try {
      calls().setAttribute(fd, 'user.comment', Buffer.from('mine'));
    } catch {
      context.skip(`no attributes on this file system (type ${statfsSync(folder).type})`);
    } finally {
      closeSync(fd);
    }
    const names = calls().attributeNamesIn(handle, Buffer.from('ä file'));
    expect(names ?? ['user.comment']).toEqual(calls().attributeNames(path));
  });

  it('are none of a file that has none, and those of a link itself', () => {
    writeFileSync(join(folder, 'plain'), 'x');
    symlinkSync('nowhere', join(folder, 'link'));
    expect(calls().attributeNamesIn(handle, 'plain') ?? []).toEqual([]);
    expect(calls().attributeNamesIn(handle, 'link') ?? []).toEqual([]);
  });

  it('of a name that is not there are an error that says so', () => {
    if (calls().attributeNamesIn(handle, '.') === undefined) return;
    expect(() => calls().attributeNamesIn(handle, 'missing')).toThrow(/ENOENT/);
  });
});
