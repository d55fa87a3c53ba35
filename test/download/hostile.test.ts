import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { get } from '../support/get.ts';
import { startServer } from '../support/server.ts';
import { makeTempDir, removeTree } from '../support/temp-dir.ts';
import { cases } from './hostile-behaviours.ts';

// All at once: most of them wait for a time-out or for the second try.
describe.concurrent('a server', () => {
  test.each(cases)('with $name', async ({ behave, files = {}, reason, args = [], path = '/file.bin', requests }) => {
    const server = await startServer(behave);
    const around = makeTempDir();
    try {
      const dir = join(around, 'inside', 'folder');
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(around, 'witness'), 'untouched');
      const { code, first } = await get('-d', dir, '--retries', '1', '--timeout', '5', ...args, server.origin + path);

      expect(contents(dir)).toEqual(files);
      expect(readdirSync(around).sort()).toEqual(['inside', 'witness']);
      expect(readdirSync(join(around, 'inside'))).toEqual(['folder']);
      if (reason === undefined) {
        expect(first).toMatchObject({ kind: 'done', bytes: readFileSync(String(first.path)).length });
        expect(code).toBe(0);
      } else {
        expect(first.kind).toBe('failed');
        expect(first.reason).toMatch(reason);
        expect(code).toBe(1);
      }
      if (requests !== undefined) expect(server.requests).toHaveLength(requests);
    } finally {
      await server.close();
      removeTree(around);
    }
  });
});

test('there are at least fifty kinds of trouble', () => {
  expect(cases.length).toBeGreaterThanOrEqual(50);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

function contents(dir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'latin1')]));
}
