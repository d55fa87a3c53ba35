import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';

/** 20 on request (it was seen to hold); 4 is past the memory bound a hundred times over. */
const gigabytes = Number(process.env.FORKFUL_HASH_GIGABYTES ?? 4);
const module = new URL('../../src/duplicates/hash-file.ts', import.meta.url).href;

/** Hashes in a process of its own with a heap of 32 MB. @returns the digest and the peak of its resident memory */
function hashAlone(path: string): { digest: string; peakBytes: number } {
  const script = `
    import { hashFile } from ${JSON.stringify(module)};
    const digest = await hashFile(${JSON.stringify(path)}, 'xxh3-128');
    console.log(JSON.stringify({ digest, peakBytes: process.resourceUsage().maxRSS * 1024 }));`;
  const flags = ['--max-old-space-size=32', '--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
}

test('a file far larger than its memory is hashed in the memory that an empty one takes', { timeout: 300_000 }, () => {
  const dir = tempDir();
  const [empty, huge] = [join(dir, 'empty'), join(dir, 'huge')];
  writeFileSync(empty, '');
  writeFileSync(huge, '');
  truncateSync(huge, gigabytes * 2 ** 30);
  const base = hashAlone(empty);
  const { digest, peakBytes } = hashAlone(huge);
  expect(base.digest).toBe('99aa06d3014798d86001c324468d497f');
  expect(digest).toHaveLength(32);
  expect(peakBytes - base.peakBytes).toBeLessThan(32 * 2 ** 20);
});
