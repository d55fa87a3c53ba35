/** Preloaded into the program: at SIGURG it collects its garbage and writes the bytes of heap that are left to a file. */
import { appendFileSync } from 'node:fs';

const path = process.env.FORKFUL_HEAP_REPORT;
const { gc } = globalThis;
if (path !== undefined && gc !== undefined && process.send === undefined) {
  process.on('SIGURG', () => {
    gc();
    gc();
    appendFileSync(path, `${process.memoryUsage().heapUsed}\n`);
  });
}
