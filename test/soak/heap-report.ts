/**
 * Preloaded into the program: at SIGURG it collects its garbage and writes the bytes of heap that are left to a file;
 * with FORKFUL_HEAP_SNAPSHOTS, a folder, what they are made of too, for the tools of a browser to compare.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';

const { FORKFUL_HEAP_REPORT: path, FORKFUL_HEAP_SNAPSHOTS: snapshots } = process.env;
const { gc } = globalThis;
if (path !== undefined && gc !== undefined && process.send === undefined) {
  let reports = 0;
  process.on('SIGURG', () => {
    gc();
    gc();
    const bytes = process.memoryUsage().heapUsed;
    if (snapshots !== undefined) writeHeapSnapshot(join(snapshots, `${reports++}.heapsnapshot`));
    appendFileSync(path, `${bytes}\n`);
  });
}
