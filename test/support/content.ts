import { createHash } from 'node:crypto';

/** The same bytes for the same name and size, anywhere. */
export function contentOf(name: string, bytes: number): Buffer {
  const block = createHash('sha512').update(name).digest();
  return Buffer.alloc(bytes, block);
}
