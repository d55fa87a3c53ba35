/** `node bare-loop.ts LIST THREADS`: opens, reads and closes what the list names (`BYTES PATH`), and nothing else. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

interface Share {
  readonly list: string;
  readonly first: number;
  readonly threads: number;
}

const block = Buffer.allocUnsafeSlow(256 * 1024);

if (isMainThread) {
  const [list = '', threads = '1'] = process.argv.slice(2);
  for (let first = 1; first < Number(threads); first += 1) {
    new Worker(new URL(import.meta.url), { workerData: { list, first, threads: Number(threads) } satisfies Share });
  }
  readShare({ list, first: 0, threads: Number(threads) });
} else {
  readShare(workerData as Share);
}

/** Each thread takes every so many lines. */
function readShare({ list, first, threads }: Share): void {
  const lines = readFileSync(list, 'utf8').split('\n');
  for (let line = first; line < lines.length; line += threads) {
    const text = lines[line] ?? '';
    const space = text.indexOf(' ');
    if (space > 0) readFile(text.slice(space + 1), Number(text.slice(0, space)));
  }
}

function readFile(path: string, bytes: number): void {
  const file = openSync(path, 'r');
  for (let at = 0; at < bytes; ) {
    const length = readSync(file, block, 0, Math.min(block.length, bytes - at), at);
    if (length === 0) break;
    at += length;
  }
  closeSync(file);
}
