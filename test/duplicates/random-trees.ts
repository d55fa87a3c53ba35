/** Random trees under random edits, scanned after each round of them; a scan must find what reading everything finds. */
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { removeTree } from '../support/remove-tree.ts';
import { makeTempDir } from '../support/temp-dir.ts';
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
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forge' as const), path, content }) },
  fc.record({ kind: fc.constant('symlink' as const), path, to: path }),
  fc.record({ kind: fc.constant('remove' as const), path }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path }),
  fc.record({ kind: fc.constant('append' as const), path }),
  fc.record({ kind: fc.constant('truncate' as const), path, size }),
  fc.record({ kind: fc.constant('move' as const), path: fc.constant('a/b'), to: fc.constant('.hidden/b') }),
  fc.record({ kind: fc.constant('move' as const), path: fc.constant('.hidden/b'), to: fc.constant('a/b') }),
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

export const treeCases = fc.record({
  rounds: fc.array(fc.array(edit, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 }),
  roots: fc.constantFrom([''], ['a', ''], ['a/b', 'ü'], ['', '', 'a'], ['.hidden', 'a']),
  catalogue: fc.boolean(),
  options: fc.record({
    hidden: fc.boolean(),
    minSize: fc.constantFrom(0, 1, 5),
    maxSize: fc.constantFrom(undefined, 20_000),
    exclude: fc.constantFrom<string[][]>([], ['y'], ['b', '*line']),
    algorithm: fc.constantFrom('xxh3-128' as const, 'sha256' as const, 'blake3' as const),
  }),
});
export type TreeCase = typeof treeCases extends fc.Arbitrary<infer Value> ? Value : never;

/** Seconds since the epoch. */
const forgedTime = 1_000_000_000;

const excludedNames: Readonly<Record<string, string>> = { y: 'y', b: 'b', '*line': 'new\nline' };

/** Where the trees stand, with a catalogue of its own for all of them: inodes come back under other content. */
export class TreeModel {
  cases = 0;
  /** Files that the catalogue knew again. */
  remembered = 0;
  readonly #base = makeTempDir();
  readonly #stateDirBefore = process.env.FORKFUL_STATE_DIR;
  readonly #now = Date.now;

  constructor() {
    process.env.FORKFUL_STATE_DIR = join(this.#base, 'state');
    // The catalogue trusts no file whose times are younger than two seconds. Here time is two seconds on at once; that
    // the clock of the file system has moved before the next edit is seen to below.
    Date.now = () => this.#now() + 10_000;
  }

  close(): void {
    Date.now = this.#now;
    if (this.#stateDirBefore === undefined) delete process.env.FORKFUL_STATE_DIR;
    else process.env.FORKFUL_STATE_DIR = this.#stateDirBefore;
    removeTree(this.#base);
  }

  /** What the scan found, and what it should have, after each round. */
  async *play({ rounds, roots, catalogue, options }: TreeCase) {
    this.cases += 1;
    const dir = join(this.#base, `${this.cases}`);
    for (const folder of folders) mkdirSync(join(dir, folder), { recursive: true });
    for (const edits of rounds) {
      for (const step of edits) tryToApply(dir, step);
      const given = roots.map((root) => join(dir, root)).filter((root) => existsSync(root));
      const { groups, problems, stats } = await scanned(given, { ...options, catalogue }, (notice) => {
        throw new Error(notice);
      });
      this.remembered += stats.cachedFiles;
      yield { problems, found: asText(pathsOf({ groups }, latin1(dir))), expected: expected(dir, given, options) };
      if (catalogue) this.#awaitNextTick();
    }
    rmSync(dir, { recursive: true });
  }

  #awaitNextTick(): void {
    const probe = join(this.#base, 'probe');
    writeFileSync(probe, '');
    const before = statSync(probe, { bigint: true }).ctimeNs;
    while (statSync(probe, { bigint: true }).ctimeNs === before) utimesSync(probe, 1, 1);
  }
}

function expected(dir: string, roots: readonly string[], { hidden, minSize, maxSize, exclude }: TreeCase['options']) {
  const excluded = new Set(exclude.map((glob) => excludedNames[glob]));
  return naiveGroups(dir, roots, (found, bytes) => {
    const name = basename(found);
    if ((!hidden && name.startsWith('.')) || excluded.has(name)) return false;
    return bytes === Number.POSITIVE_INFINITY || (bytes >= minSize && bytes <= (maxSize ?? bytes));
  });
}

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
      utimesSync(target, forgedTime, forgedTime);
      break;
    case 'forge':
      // The same inode, size and modification time: ctime alone tells.
      writeFileSync(target, bytesOf({ ...step.content, size: statSync(target).size }));
      utimesSync(target, forgedTime, forgedTime);
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
    case 'move':
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

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Paths as text, as the naive reading has them: none of these names is anything but UTF-8. */
function asText(groups: readonly (readonly string[])[]): string[][] {
  return groups
    .map((group) =>
      group.map((each) => Buffer.from(each, 'latin1').toString('utf8').split('=').sort().join('=')).sort(),
    )
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}
