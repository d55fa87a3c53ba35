import { expect, test, vi } from 'vitest';
import { createHasher } from '../../src/duplicates/digest.ts';

vi.mock('../../src/base/xxh3.ts', () => ({ createXxh3: () => undefined }));

test('xxh3-128 is there, and can be continued, on processors without vectors', async () => {
  const [first, second] = [await createHasher('xxh3-128'), await createHasher('xxh3-128')];
  first.init();
  first.update(Buffer.from('ab'));
  second.init();
  second.resumable?.load(first.resumable?.save() ?? new Uint8Array());
  second.update(Buffer.from('c'));
  expect(Buffer.from(second.digest()).toString('hex')).toBe('06b05ab6733a618578af5f94892f3950');
});
