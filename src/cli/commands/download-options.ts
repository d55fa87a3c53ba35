import { readFileSync } from 'node:fs';
import { type BytePath, toFs, toText } from '../../base/byte-path.ts';
import { reasonOf, UsageError } from '../../base/errors.ts';
import { parseHeader } from '../../download/headers.ts';
import type { DownloadOptions } from '../../download/types.ts';
import { engineNames } from '../../orchestrator/types.ts';
import type { Options } from '../options.ts';

/** @throws UsageError naming the flag */
export function readDownloadOptions(options: Options): DownloadOptions {
  return {
    dir: options.text('dir') ?? '.',
    jobs: options.count('jobs', 1) ?? 16,
    perHost: options.count('per-host', 1) ?? 6,
    children: options.count('children', 1) ?? 2,
    engine: options.choice('engine', engineNames) ?? 'processes',
    segments: options.count('segments', 1) ?? 4,
    limitRate: atLeastOne(options.size('limit-rate'), '--limit-rate'),
    retries: options.count('retries', 0) ?? 5,
    timeout: options.seconds('timeout') ?? 30,
    maxSize: options.size('max-size'),
    headers: options.texts('header').map((line) => parseHeader(line, '--header')),
    ifDuplicate: options.choice('if-duplicate', ['keep', 'skip', 'link'] as const) ?? 'keep',
    expect: options.text('expect'),
    ca: authority(options.path('ca')),
    pipelining: !options.flag('no-pipelining'),
  };
}

function authority(path: BytePath | undefined): string | undefined {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(toFs(path), 'latin1');
  } catch (error) {
    throw new UsageError(`--ca: ${toText(path)}: ${reasonOf(error)}`, { cause: error });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new UsageError(`--ca: ${toText(path)} holds no certificate`);
  return text;
}

function atLeastOne(size: number | undefined, flag: string): number | undefined {
  if (size === 0) throw new UsageError(`${flag}: nothing would ever arrive`);
  return size;
}
