import { spawnSync } from 'node:child_process';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';

/** Says at its end how much memory the process had at most. */
const watch = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(2, String(process.resourceUsage().maxRSS * 1024)));
`)}`;

/** `forkful hash` on a file of zeros that takes no room on the disk, with a heap of 32 MB. */
export function hashSparse(bytes: number): { digest: string; peakBytes: number } {
  const dir = makeTempDir();
  try {
    const path = join(dir, 'sparse');
    writeFileSync(path, '');
    truncateSync(path, bytes);
    const flags = ['--max-old-space-size=32', '--import', watch];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, programPath, 'hash', path], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`forkful hash ended with ${status}: ${stderr}`);
    return { digest: stdout.split(' ')[0] ?? '', peakBytes: Number(stderr) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
