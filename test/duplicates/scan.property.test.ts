import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';
import { naiveGroups } from './naive.ts';
import { pathsOf, scanned } from './scanning.ts';

const folders = ['', 'a', 'a/b', '.hidden', 'ü'];
const names = ['x', 'y', 'z', '.dot', 'new\nline', 'naïve'];
const path = fc.tuple(fc.constantFrom(...folders), fc.constantFrom(...names)).map((parts) => join(...parts));

/** Sizes at and around the borders between the steps of comparing. */
const size = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 1, 5, 4096) },
  { weight: 3, arbitrary: fc.constantFrom(16_384, 16_385, 20_000) },
  { weight: 1, arbitrary: fc.constantFrom(262_144, 262_145, 300_000) },
);
const content = fc.record({
  size,
  letter: fc.constantFrom('p', 'q'),
  differsAt: fc.constantFrom(-1, 0, 0.25, 0.5, 0.999),
});

const edit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), path, content }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('link' as const), path, to: path }) },
  fc.record({ kind: fc.constant('symlink' as const), path, to: path }),
  fc.record({ kind: fc.constant('remove' as const), path }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path }),
  fc.record({ kind: fc.constant('append' as const), path }),
  fc.record({ kind: fc.constant('truncate' as const), path, size }),
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function bytesOf({ size: length, letter, differsAt }: { size: number; letter: string; differsAt: number }): Buffer {
  const bytes = Buffer.alloc(length, letter);
  if (differsAt >= 0 && length > 0) bytes.write('!', Math.floor(differsAt * length), 'latin1');
  return bytes;
}

/** An edit that cannot be done (no such file, a name taken) is none. */
function tryToApply(dir: string, step: Edit): void {
  try {
    apply(join(dir, step.path), dir, step);
  } catch {}
}

function apply(target: string, dir: string, step: Edit): void {
  switch (step.kind) {
    case 'write':
      rmSync(target, { force: true });
      writeFileSync(target, bytesOf(step.content));
      break;
    case 'link':
      linkSync(target, join(dir, step.to));
      break;
    case 'symlink':
      symlinkSync(join(dir, step.to), target);
      break;
    case 'remove':
      rmSync(target);
      break;
    case 'rename':
      renameSync(target, join(dir, step.to));
      break;
    case 'append':
      appendFileSync(target, 'more');
      break;
    case 'truncate':
      truncateSync(target, step.size);
      break;
  }
}

const budgetMs = 25_000;

test('a scan finds what reading everything finds, after any edits', { timeout: 4 * budgetMs }, async () => {
  const base = tempDir();
  let cases = 0;
  const rounds = fc.array(fc.array(edit, { minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 3 });
  const settings = fc.record({
    hidden: fc.boolean(),
    minSize: fc.constantFrom(0, 1, 5),
    maxSize: fc.constantFrom(undefined, 20_000),
    roots: fc.constantFrom([''], ['a', ''], ['a/b', 'ü'], ['', '', 'a']),
    algorithm: fc.constantFrom('xxh3-128' as const, 'sha256' as const, 'blake3' as const),
  });

  const property = fc.asyncProperty(rounds, settings, async (editRounds, { roots, ...options }) => {
    cases += 1;
    const dir = join(base, `${cases}`);
    for (const folder of folders) mkdirSync(join(dir, folder), { recursive: true });
    const given = roots.map((root) => join(dir, root));
    const keep = (found: string, bytes: number) => {
      if (!options.hidden && basename(found).startsWith('.')) return false;
      return bytes === Number.POSITIVE_INFINITY || (bytes >= options.minSize && bytes <= (options.maxSize ?? bytes));
    };
    for (const edits of editRounds) {
      for (const step of edits) tryToApply(dir, step);
      const result = await scanned(given, options);
      expect(result.problems).toEqual([]);
      // Paths are compared as text: none of these names is anything but UTF-8.
      expect(
        pathsOf(result, Buffer.from(dir).toString('latin1'))
          .map((group) => group.map(text))
          .sort(byFirst),
      ).toEqual(naiveGroups(dir, given, keep));
    }
    rmSync(dir, { recursive: true });
  });
  await fc.assert(property, { numRuns: 3_000, interruptAfterTimeLimit: budgetMs, markInterruptAsFailure: false });
  expect(cases).toBeGreaterThan(200);
});

function text(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8').split('=').sort().join('=');
}

function byFirst(a: readonly string[], b: readonly string[]): number {
  return (a[0] ?? '') < (b[0] ?? '') ? -1 : 1;
}
