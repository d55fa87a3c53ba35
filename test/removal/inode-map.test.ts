import { expect, it } from 'vitest';
import { InodeMap } from '../../src/removal/inode-map.ts';

it('tells inodes apart whose numbers a double cannot', () => {
  const map = new InodeMap<string>();
  const numbers = [7n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n, 2n ** 64n - 2n];
  for (const dev of [1n, 2n]) for (const ino of numbers) map.set({ dev, ino }, `${dev}:${ino}`);
  for (const dev of [1n, 2n]) for (const ino of numbers) expect(map.get({ dev, ino })).toBe(`${dev}:${ino}`);
  expect(map.has({ dev: 1n, ino: 8n })).toBe(false);
  expect(map.has({ dev: 3n, ino: 7n })).toBe(false);
});
