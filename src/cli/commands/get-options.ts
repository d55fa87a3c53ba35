import { createReadStream, readFileSync } from 'node:fs';
import { type BytePath, toFs, toText } from '../../base/byte-path.ts';
import { Failure, reasonOf, UsageError } from '../../base/errors.ts';
import { parseHeader } from '../../download/headers.ts';
import { type ParsedList, readList } from '../../download/list.ts';
import { requestOf } from '../../download/list-draft.ts';
import { inShard, parseShard } from '../../download/shard.ts';
import type { DownloadOptions, DownloadRequest } from '../../download/types.ts';
import { engineNames } from '../../orchestrator/types.ts';
import { decode, type Options } from '../options.ts';

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
  };
}

/** Arguments, then the list. @throws UsageError for anything that is no URL, Failure where the list cannot be read */
export async function readRequests(operands: readonly BytePath[], options: Options): Promise<ParsedList> {
  const list = options.path('input');
  const named = operands.map((operand, index) => requestOf(decode(operand), `argument ${index + 1}`));
  const listed = list === undefined ? { requests: [], notes: [] } : await readListFile(list);
  const shard = options.text('shard');
  const all: readonly DownloadRequest[] = [...named, ...listed.requests];
  if (shard === undefined) return { requests: all, notes: listed.notes };
  const part = parseShard(shard);
  return { requests: all.filter((request) => inShard(request.url, part)), notes: listed.notes };
}

async function readListFile(path: BytePath): Promise<ParsedList> {
  if (path === '-') return readList(process.stdin, 'standard input');
  try {
    return await readList(createReadStream(toFs(path), { highWaterMark: 1024 * 1024 }), toText(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Failure(`the list ${toText(path)} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
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
