import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BytePath } from '../base/byte-path.ts';
import { Failure, UsageError } from '../base/errors.ts';
import { plural } from '../base/quantities.ts';
import { createDownloads } from '../download/index.ts';
import type { DownloadOptions, DownloadRequest, DownloadSummary } from '../download/types.ts';
import { type EngineName, engineNames } from '../orchestrator/types.ts';
import { readDownloadOptions } from './commands/download-options.ts';
import { readRequests } from './commands/get-options.ts';
import type { Comparison } from './compare-table.ts';
import type { Invocation } from './invocation.ts';

/** Downloads the list under each engine in turn, into a temporary folder that goes again; the first round is not counted. */
export async function compareGet(
  urls: readonly BytePath[],
  { options, output, signal }: Invocation,
): Promise<Comparison> {
  const { requests } = await readRequests(urls, options);
  if (requests.length === 0) throw new UsageError('compare get: which list? forkful compare get -i FILE');
  const settings = readDownloadOptions(options);
  const runs = options.count('runs', 1) ?? 3;
  const times = new Map<EngineName, number[]>(engineNames.map((engine) => [engine, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const engine of engineNames) {
      output.progress(`round ${round} of ${runs}: ${engine}`);
      const ms = await timeOf(requests, { ...settings, engine }, signal);
      if (round > 0) times.get(engine)?.push(ms);
    }
  }
  output.progress(undefined);
  return {
    about: `${plural(requests.length, 'URL')}; median of ${plural(runs, 'run')}`,
    engines: [...times].map(([engine, each]) => ({
      engine,
      workers: engine === 'serial' ? 1 : settings.children,
      runs: each,
    })),
    failed: false,
  };
}

/** From the first child's start to the last file in place. @throws Failure where not everything arrived */
async function timeOf(
  requests: readonly DownloadRequest[],
  settings: DownloadOptions,
  signal: AbortSignal,
): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'forkful-compare-'));
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
  const started = performance.now();
  // Of one folder: where a list puts files elsewhere they would meet those of the run before.
  const here = requests.map((request) => ({ ...request, dir: undefined }));
  const downloads = createDownloads({ ...settings, dir }, { onEvent() {} });
  try {
    downloads.add(here);
    const summary = await Promise.race([downloads.finished(), stopped]);
    const ms = performance.now() - started;
    requireAll(summary, requests.length);
    return ms;
  } finally {
    await downloads.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function requireAll(summary: DownloadSummary | undefined, asked: number): void {
  if (summary === undefined) throw new Failure('stopped');
  if (summary.done === asked) return;
  const why = summary.halted ?? `${plural(asked - summary.done, 'file')} did not arrive`;
  throw new Failure(`${why}: the times cannot be compared`);
}
