/** The bare work that a scan cannot do without: walking, and reading what only reading can tell apart. */
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, type Peer } from './scan-peers.ts';

const bareLoop = fileURLToPath(new URL('./bare-loop.ts', import.meta.url));
const pageBytes = 4096;

const walkers: readonly Peer[] = [
  { name: 'find, names alone', command: (folder) => ['find', folder, '-type', 'f'] },
  { name: 'find, each looked at', command: (folder) => ['find', folder, '-type', 'f', '-size', '+1000000000M'] },
  { name: 'fd, each looked at', command: (folder) => ['fdfind', '-u', '-t', 'f', '-S', '+1000ti', '.', folder] },
];

/**
 * Walkers that this machine has, and loops in node that do nothing but read: each duplicate whole, and one page of each
 * other file that shares its size. No finder that compares content can read less, and none of them hashes or compares.
 * @param scan the command that prints the JSON report which says what the duplicates are
 */
export function limitContenders(scan: readonly string[], folder: string, out: string): readonly Peer[] {
  const list = join(out, 'reads');
  writeFileSync(list, readsOf(scan, folder).join('\n'));
  const loops = [...new Set([1, availableParallelism()])].map((threads): Peer => {
    const name = threads === 1 ? 'bare reads, 1 thread' : `bare reads, ${threads} threads`;
    return { name, command: () => [process.execPath, bareLoop, list, String(threads)] };
  });
  return [...installed(walkers, out), ...loops];
}

/** `BYTES PATH`, a line a file. */
function readsOf([program = '', ...args]: readonly string[], folder: string): string[] {
  const text = execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const { groups } = JSON.parse(text) as { groups: readonly { files: readonly { path: string }[] }[] };
  const duplicates = new Set(groups.flatMap(({ files }) => files.map(({ path }) => path)));
  const sizes = new Map<number, string[]>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size } = lstatSync(path);
    const sameSize = sizes.get(size);
    if (sameSize === undefined) sizes.set(size, [path]);
    else sameSize.push(path);
  }
  const reads: string[] = [];
  for (const [size, paths] of sizes) {
    if (paths.length < 2) continue;
    for (const path of paths) reads.push(`${duplicates.has(path) ? size : Math.min(size, pageBytes)} ${path}`);
  }
  return reads;
}
