/** Trees of files for benchmarks: the same bytes at every run, made once and kept in a cache folder. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../src/base/errors.ts';
import { formatCount } from '../../src/base/quantities.ts';

export interface Tree {
  readonly name: string;
  readonly about: string;
  make(folder: string): void;
}

/** A small fast generator with a seed (mulberry32): trees must not depend on the run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `bytes` of noise that depend on nothing but the seed. */
export function noise(seed: number, bytes: number): Buffer {
  const next = random(seed);
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let index = 0; index < words.length; index += 1) words[index] = next() * 2 ** 32;
  return Buffer.from(words.buffer, 0, bytes);
}

/** Files spread over folders of a hundred, two levels deep; a share of them repeats the content of an earlier one. */
export function smallFiles(count: number, duplicates: number, sizeOf: (next: () => number) => number): Tree['make'] {
  return (folder) => {
    const next = random(count);
    const seeds: { seed: number; size: number }[] = [];
    for (let index = 0; index < count; index += 1) {
      const home = join(folder, `part-${Math.floor(index / 10_000)}`, `folder-${Math.floor(index / 100)}`);
      if (index % 100 === 0) mkdirSync(home, { recursive: true });
      const again = seeds.length > 0 && next() < duplicates ? seeds[Math.floor(next() * seeds.length)] : undefined;
      const { seed, size } = again ?? { seed: index + 1, size: sizeOf(next) };
      if (again === undefined) seeds.push({ seed, size });
      writeFileSync(join(home, `file-${index}.dat`), noise(seed, size));
    }
  };
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

export const trees = {
  small: {
    name: 'small',
    about: '100,000 small files, 30 % duplicates',
    make: smallFiles(100_000, 0.3, (next) => Math.floor(500 + 12_500 * next())),
  },
  photos: {
    name: 'photos',
    about: '2,000 files of 1-4 MB, 25 % duplicates',
    make: smallFiles(2_000, 0.25, (next) => Math.floor(megabyte * (1 + 3 * next()))),
  },
  twins: {
    name: 'twins',
    about: '6 x 512 MB of equal size, one pair differing in the middle',
    make(folder) {
      // Three pairs; the halves of the last one differ in one byte in the middle.
      mkdirSync(folder, { recursive: true });
      for (let index = 0; index < 6; index += 1) {
        const file = openSync(join(folder, `video-${index}.mkv`), 'w');
        const block = noise(Math.floor(index / 2) + 1, megabyte);
        for (let part = 0; part < 512; part += 1) {
          block.writeUInt32LE(part);
          if (index === 5 && part === 256) block.writeUInt8(1, 100);
          writeSync(file, block);
          if (index === 5 && part === 256) block.set(noise(Math.floor(index / 2) + 1, 200).subarray(100, 101), 100);
        }
        closeSync(file);
      }
    },
  },
  alike: {
    name: 'alike',
    about: '2,000 files of 1 MB, equal first and last 64 KB, all different in the middle',
    make(folder) {
      mkdirSync(folder, { recursive: true });
      const ends = noise(1, 64 * kilobyte);
      for (let index = 0; index < 2_000; index += 1) {
        const file = Buffer.concat([ends, noise(index + 2, megabyte - 128 * kilobyte), ends]);
        writeFileSync(join(folder, `record-${index}.bin`), file);
      }
    },
  },
  'alike-spot': {
    name: 'alike-spot',
    about: '2,000 files of 1 MB, equal but for 512 bytes at a place of its own somewhere in the middle',
    make(folder) {
      mkdirSync(folder, { recursive: true });
      const [common, next, end] = [noise(1, megabyte), random(2_000), 64 * kilobyte];
      for (let index = 0; index < 2_000; index += 1) {
        const file = Buffer.from(common);
        file.set(noise(index + 2, 512), end + Math.floor(next() * (megabyte - 2 * end - 512)));
        writeFileSync(join(folder, `record-${index}.bin`), file);
      }
    },
  },
  pages: {
    name: 'pages',
    about: '100,000 files of exactly 4,096 bytes, 10 % duplicates',
    make: smallFiles(100_000, 0.1, () => 4096),
  },
  million: { ...tinyFiles(1_000_000), name: 'million' },
} as const satisfies Record<string, Tree>;

export type TreeName = keyof typeof trees;

/** The same kind of tree in any size: what grows is the number of files alone. */
export function tinyFiles(count: number): Tree {
  return {
    name: `tiny-${count}`,
    about: `${formatCount(count)} tiny files, 30 % duplicates`,
    make: smallFiles(count, 0.3, (next) => Math.floor(20 + 180 * next())),
  };
}

/** The folder of a tree; made at the first call and kept for the next run. */
export function treeFolder(tree: Tree): string {
  const base = process.env.FORKFUL_BENCH_DIR ?? join(tmpdir(), 'forkful-bench');
  const folder = join(base, tree.name);
  if (existsSync(folder)) return folder;
  mkdirSync(base, { recursive: true });
  const unfinished = mkdtempSync(`${folder}.unfinished-`);
  process.stderr.write(`making ${tree.about}\n`);
  try {
    tree.make(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another benchmark has made the same bytes in the meantime.
    if (errorCode(error) !== 'ENOTEMPTY') throw error;
  }
  return folder;
}
