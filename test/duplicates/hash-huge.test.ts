import { expect, test } from 'vitest';
import { hashSparse } from './hash-sparse.ts';

/** Past the bound on memory a hundred times over; `npm run soak -- scan` takes 20. */
const gigabytes = 4;

test('a file far larger than its memory is hashed in the memory that an empty one takes', { timeout: 300_000 }, () => {
  const [empty, huge] = [hashSparse(0), hashSparse(gigabytes * 2 ** 30)];
  expect(empty.digest).toBe('99aa06d3014798d86001c324468d497f');
  expect(huge.digest).toHaveLength(32);
  expect(huge.peakBytes - empty.peakBytes).toBeLessThan(32 * 2 ** 20);
});
