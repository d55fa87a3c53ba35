import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';
import { contentAs, look } from './looking.ts';

describe('what is no regular file is not opened', () => {
  it('says where a link leads, and does not follow it', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'secret'), 'secret');
    symlinkSync('secret', join(dir, 'link'));
    expect(contentAs(await look(dir, 'link'), 'special').what).toBe('a link to secret');
  });

  it('does not wait for a named pipe', async () => {
    const dir = tempDir();
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    expect(contentAs(await look(dir, 'pipe'), 'special').what).toBe('a named pipe');
  });

  it('knows devices and sockets', async () => {
    expect(contentAs(await look('/dev/zero'), 'special').what).toBe('a character device');
    const path = join(tempDir(), 'socket');
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect(contentAs(await look(path), 'special').what).toBe('a socket');
  });

  it('counts what is in a folder', async () => {
    const dir = tempDir();
    for (const name of ['a', 'b', 'c']) mkdirSync(join(dir, name));
    expect(contentAs(await look(dir), 'folder').entries).toBe(3);
  });
});

describe('what cannot be read', () => {
  it('is said: gone, and not allowed', async () => {
    const dir = tempDir();
    expect(contentAs(await look(dir, 'gone'), 'unreadable').reason).toBe('no such file or folder');
  });

  it.skipIf(process.getuid?.() === 0)('says that it may not be read (root may read everything)', async () => {
    const path = join(tempDir(), 'closed');
    writeFileSync(path, 'closed');
    chmodSync(path, 0);
    expect(contentAs(await look(path), 'unreadable').reason).toBe('permission denied');
  });
});

describe('facts', () => {
  it('are size, time and permissions', async () => {
    const path = join(tempDir(), 'file');
    writeFileSync(path, 'twelve bytes', { mode: 0o640 });
    const { size, mode, changed } = await look(path);
    expect({ size, mode }).toEqual({ size: 12, mode: 'rw-r-----' });
    expect(Math.abs((changed ?? 0) - Date.now())).toBeLessThan(600_000);
  });

  it('tell special permissions as ls does', async () => {
    const dir = tempDir();
    for (const [name, mode, text] of [
      ['suid', 0o4755, 'rwsr-xr-x'],
      ['sgid', 0o2644, 'rw-r-Sr--'],
      ['sticky', 0o1777, 'rwxrwxrwt'],
    ] as const) {
      writeFileSync(join(dir, name), '');
      chmodSync(join(dir, name), mode);
      expect((await look(dir, name)).mode).toBe(text);
    }
  });

  it('reads only the head of 20 GB', async () => {
    const path = join(tempDir(), 'huge');
    writeFileSync(path, Buffer.of(1, 2, 3));
    truncateSync(path, 20 * 2 ** 30);
    const file = await look(path);
    expect(file.size).toBe(20 * 2 ** 30);
    expect(contentAs(file, 'binary').head).toHaveLength(4096);
  });
});

describe('what it is, by its first bytes', () => {
  const cases: readonly (readonly [name: string, bytes: Buffer | string, format: string])[] = [
    ['a zip', 'PK\x03\x04 and so on', 'ZIP archive'],
    ['a tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\x0000'), Buffer.alloc(255)]), 'tar archive'],
    ['a PDF', '%PDF-1.7\n%\xe2\xe3', 'PDF document'],
    ['an MP4', '\0\0\0\x20ftypisom\0\0\0\0', 'MP4 video'],
    ['noise', Buffer.of(0, 1, 2, 3), 'binary data'],
  ];
  it.each(cases)('%s', async (_name, bytes, format) => {
    const path = join(tempDir(), 'file.jpg');
    writeFileSync(path, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    expect(contentAs(await look(path), 'binary').format).toBe(format);
  });

  it('an empty file is empty, whatever its name', async () => {
    const path = join(tempDir(), 'picture.png');
    writeFileSync(path, '');
    expect((await look(path)).content).toEqual({ kind: 'empty' });
  });
});

describe('text', () => {
  const lines = async (bytes: Buffer | string): Promise<readonly string[]> => {
    const path = join(tempDir(), 'text');
    writeFileSync(path, bytes);
    return contentAs(await look(path), 'text').lines;
  };

  it('moves no cursor and changes no colour', async () => {
    expect(await lines('one\x1b[31m red\r\ntwo\x1b]0;title\n')).toEqual(['one\\e[31m red', 'two\\e]0;title']);
    expect(await lines('turned \u202e round\n')).toEqual(['turned \\u{202e} round']);
  });

  it('has its tabs as blanks, and long lines cut', async () => {
    expect(await lines('a\tb\n')).toEqual(['a   b']);
    expect((await lines('x'.repeat(50_000)))[0]).toHaveLength(600);
  });

  it('is read in UTF-8, UTF-16 and Latin-1', async () => {
    expect(await lines('Grüße 旅行\n')).toEqual(['Grüße 旅行']);
    expect(await lines(Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('Grüße', 'utf16le')]))).toEqual(['Grüße']);
    expect(await lines(Buffer.from('Grüße', 'latin1'))).toEqual(['Grüße']);
  });

  it('may be cut within a character', async () => {
    const text = `${'x'.repeat(64 * 1024 - 1)}ü and more`;
    expect((await lines(text)).length).toBe(1);
  });

  it('names the interpreter of a script', async () => {
    const path = join(tempDir(), 'script');
    writeFileSync(path, '#!/usr/bin/env python3\nprint(1)\n');
    expect(contentAs(await look(path), 'text').format).toBe('python3 script, UTF-8');
  });
});
