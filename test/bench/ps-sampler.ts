/** What the screen's pane costs without a screen: every process, once a second, made into rows. */
import { createSampler } from '../../src/system/sampler.ts';
import { processRows } from '../../src/system/tree.ts';

createSampler({
  intervalMs: 1000,
  scope: 'all',
  onSample: ({ processes, at }) => {
    process.stdout.write(`${at} ${processRows(processes).length}\r`);
  },
});
setInterval(() => {}, 60_000);
