import { linkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { compare } from '../../src/preview/compare.ts';
import type { Comparison } from '../../src/preview/types.ts';
import { tempDir } from '../support/temp-dir.ts';

interface Files {
  compare(first: Uint8Array | string, second: Uint8Array | string): Promise<Comparison>;
}

function files(): Files {
  const dir = tempDir();
  const [first, second] = [join(dir, 'a'), join(dir, 'b')];
  return {
    compare(a, b) {
      writeFileSync(first, a);
      writeFileSync(second, b);
      return compareFiles(first, second);
    },
  };
}

function compareFiles(first: string, second: string, signal = new AbortController().signal): Promise<Comparison> {
  return compare([fromText(first), fromText(second)], { signal, onProgress() {} });
}

const megabyte = 1 << 20;

describe('two files', () => {
  it('of equal bytes are the same, also where they end with a whole step', async () => {
    const both = files();
    for (const size of [0, 1, 5000, megabyte, megabyte + 1]) {
      expect(await both.compare(Buffer.alloc(size, 7), Buffer.alloc(size, 7))).toEqual({ kind: 'same' });
    }
  });

  it('differ where they first differ, as a look at each byte finds it', async () => {
    const both = files();
    const size = 3 * megabyte;
    const cases = fc.record({ at: fc.nat(size - 1), length: fc.nat(size), further: fc.nat(size - 1) });
    await fc.assert(
      fc.asyncProperty(cases, async ({ at, length, further }) => {
        const left = Buffer.alloc(size, 1);
        const right = Buffer.from(left);
        right[at] = 2;
        right[further] = 3;
        const cut = right.subarray(0, length);
        const first = Math.min(at, further, length);
        expect(await both.compare(left, cut)).toMatchObject({ kind: 'differs', at: first });
      }),
      { numRuns: 25 },
    );
  });

  it('of text differ in a line, and show it', async () => {
    const lines = Array.from({ length: 50_000 }, (_, line) => `line ${line + 1} Grüße`);
    const other = lines.with(41_999, 'line 42000 GRÜSSE');
    const found = await files().compare(lines.join('\n'), other.join('\n'));
    if (found.kind !== 'differs') throw new Error(found.kind);
    expect(found.line).toBe(42_000);
    for (const [index, expected] of [lines, other].entries()) {
      const excerpt = found.excerpts[index];
      if (excerpt?.kind !== 'lines') throw new Error('lines were expected');
      expect(excerpt.from).toBe(41_997);
      expect(excerpt.lines.slice(0, 6)).toEqual(expected.slice(41_996, 42_002));
    }
  });

  it('of one long line are numbered right', async () => {
    const found = await files().compare(`first\n${'x'.repeat(9000)}a`, `first\n${'x'.repeat(9000)}b`);
    expect(found).toMatchObject({ kind: 'differs', line: 2, excerpts: [{ kind: 'lines', from: 2 }, { from: 2 }] });
  });

  it('of bytes show rows around the offset', async () => {
    const left = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
    const right = Buffer.from(left);
    right[3333] = 255;
    const found = await files().compare(left, right);
    if (found.kind !== 'differs') throw new Error(found.kind);
    expect(found).toMatchObject({ at: 3333, line: undefined });
    const [, excerpt] = found.excerpts;
    if (excerpt.kind !== 'bytes') throw new Error('bytes were expected');
    expect(excerpt.from % 16).toBe(0);
    expect(excerpt.bytes[3333 - excerpt.from]).toBe(255);
  });

  it('under two names of one inode are one', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a'), 'content');
    linkSync(join(dir, 'a'), join(dir, 'b'));
    expect(await compareFiles(join(dir, 'a'), join(dir, 'b'))).toEqual({ kind: 'one-file' });
  });

  it('are not compared where one is none, or is gone', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a'), 'content');
    expect(await compareFiles(join(dir, 'a'), dir)).toMatchObject({ kind: 'impossible' });
    expect(await compareFiles(join(dir, 'a'), join(dir, 'gone'))).toMatchObject({ reason: 'no such file or folder' });
  });

  it('of 20 GB are given up when something newer is asked for', async () => {
    const dir = tempDir();
    for (const name of ['a', 'b']) {
      writeFileSync(join(dir, name), '');
      truncateSync(join(dir, name), 20 * 2 ** 30);
    }
    const controller = new AbortController();
    const progress = (bytes: number): void => {
      if (bytes >= 8 * megabyte) controller.abort();
    };
    const paths = [fromText(join(dir, 'a')), fromText(join(dir, 'b'))] as const;
    await expect(compare(paths, { signal: controller.signal, onProgress: progress })).rejects.toThrow(/abort/i);
  });
});
