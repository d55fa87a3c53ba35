import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partName } from '../../src/download/part-name.ts';
import type { Checkpoint, TransferTask } from '../../src/download/protocol.ts';
import { Assembly } from '../../src/download/transfer/assembly.ts';
import { eventually } from '../support/eventually.ts';
import { get } from '../support/get.ts';
import { answer, testServer } from '../support/server.ts';
import { tempDir } from '../support/temp-dir.ts';

const total = 200_000;

type Step =
  /** The server has another version by now; it may not say which. */
  | { readonly kind: 'begin'; readonly validator: boolean }
  | { readonly kind: 'write'; readonly at: number; readonly bytes: number }
  /** What is here goes on record. */
  | { readonly kind: 'record' }
  /** The process dies, or lets go, and the next one has some checkpoint that was on record once. */
  | { readonly kind: 'die'; readonly recalled: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('begin' as const), validator: fc.boolean() }),
    fc.record({
      kind: fc.constant('write' as const),
      at: fc.nat(total - 1),
      bytes: fc.integer({ min: 1, max: total }),
    }),
    fc.constant({ kind: 'record' } as const),
    fc.record({ kind: fc.constant('die' as const), recalled: fc.nat() }),
  ),
  { minLength: 6, maxLength: 40 },
);

test('no checkpoint that was ever on record takes up bytes of another version', async () => {
  const dir = tempDir();
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const request = { url: 'http://127.0.0.1/x', dir: undefined, out: undefined };
      const part = partName(request);
      const taskWith = (checkpoint: Checkpoint | undefined): TransferTask => ({
        id: 1,
        url: request.url,
        dir,
        out: undefined,
        part,
        checksum: undefined,
        headers: [],
        checkpoint,
        condition: undefined,
        expect: undefined,
      });
      const named = { name: 'x' };
      const recorded: { readonly checkpoint: Checkpoint; readonly version: number }[] = [];
      let [version, newest] = [0, 0];
      let assembly = new Assembly(taskWith(undefined), undefined, named);
      let isOpen = false;
      for (const step of all) {
        if (step.kind === 'begin') {
          newest += 1;
          version = newest;
          await assembly.begin(total, step.validator ? { etag: `"${version}"`, lastModified: undefined } : undefined);
          isOpen = true;
        } else if (step.kind === 'write' && isOpen) {
          const piece = assembly.division.claim(step.at, Math.min(total, step.at + step.bytes));
          assembly.write(piece, Buffer.alloc(piece.end - piece.at, version));
          assembly.division.release(piece);
        } else if (step.kind === 'record' && isOpen) {
          const { checkpoint } = assembly;
          if (checkpoint !== undefined) recorded.push({ checkpoint, version });
        } else if (step.kind === 'die') {
          assembly.close();
          const left = recorded[step.recalled % Math.max(1, recorded.length)];
          assembly = new Assembly(taskWith(left?.checkpoint), undefined, named);
          isOpen = left !== undefined && (await assembly.resume(left.checkpoint));
          if (left === undefined || !isOpen) continue;
          const content = readFileSync(`${dir}/${part}`);
          for (const [start, end] of left.checkpoint.ranges) {
            expect(content.subarray(start, end).every((byte) => byte === left.version % 256)).toBe(true);
          }
          version = left.version;
        }
      }
      assembly.discard();
    }),
    { numRuns: 300 },
  );
});

describe('a server that gives version 1, for a moment version 2, and version 1 again', () => {
  const [first, second] = [Buffer.alloc(400_000, '1'), Buffer.alloc(400_000, '2')];
  const tag = (name: string) => `ETag: "${name}"`;

  test.each([
    { says: 'which version it is', headers: [tag('v2')] },
    { says: 'nothing of versions', headers: [] },
  ])('whose second answer says $says, and is broken off by a person', async ({ headers }) => {
    const server = await testServer((socket, { before, headers: { range } }) => {
      const length = `Content-Length: ${first.length}`;
      if (before === 0) socket.end(Buffer.concat([answer(200, [tag('v1'), length]), first.subarray(0, 200_000)]));
      else if (before === 1)
        socket.write(Buffer.concat([answer(200, [...headers, length]), second.subarray(0, 300_000)]));
      else if (range === undefined) socket.write(answer(200, [tag('v1')], first));
      else {
        const start = Number(/\d+/.exec(range)?.[0]);
        const part = `Content-Range: bytes ${start}-${first.length - 1}/${first.length}`;
        socket.write(answer(206, [tag('v1'), part], first.subarray(start)));
      }
    });
    const dir = tempDir();
    const url = `${server.origin}/x`;
    await get('-d', dir, '--retries', '0', url);
    const leaving = new AbortController();
    const broken = get('-d', dir, url, { signal: leaving.signal });
    await eventually(() => {
      const [part = ''] = readdirSync(dir);
      expect(readFileSync(`${dir}/${part}`).includes(Buffer.from('2'))).toBe(true);
    });
    leaving.abort();
    await broken;
    expect((await get('-d', dir, url)).code).toBe(0);
    expect(readdirSync(dir)).toEqual(['x']);
    expect(readFileSync(`${dir}/x`).equals(first)).toBe(true);
  });
});
