import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { type BytePath, toFs, toText } from '../../base/byte-path.ts';
import { Failure, reasonOf, UsageError } from '../../base/errors.ts';
import { type ParsedList, readList } from '../../download/list.ts';
import { requestOf } from '../../download/list-draft.ts';
import { inShard, parseShard } from '../../download/shard.ts';
import type { DownloadRequest } from '../../download/types.ts';
import { decode, type Options } from '../options.ts';

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

/** A line of a list is about as long. */
const lineBytes = 80;
const many = 1000;

/** About how many requests the command line stands for, without reading its list. */
export function expectedRequests(operands: readonly BytePath[], options: Options): number {
  const list = options.path('input');
  if (list === undefined) return operands.length || many;
  return operands.length + (list === '-' ? many : Math.ceil(sizeOf(list) / lineBytes));
}

/** A guess at what tells no size. Why a list cannot be read is said where it is read. */
function sizeOf(list: BytePath): number {
  try {
    const stat = statSync(toFs(list));
    return stat.isFile() ? stat.size : many * lineBytes;
  } catch {
    return 0;
  }
}

async function readListFile(path: BytePath): Promise<ParsedList> {
  if (path === '-') return readList(process.stdin, 'standard input');
  try {
    return await readList(piecesOf(path), toText(path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Failure(`the list ${toText(path)} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

const pieceBytes = 256 * 1024;

/** Of a file without a stream, which takes node several milliseconds to load; a pipe may have to be waited for. */
async function* piecesOf(path: BytePath): AsyncGenerator<Uint8Array> {
  const name = toFs(path);
  if (statSync(name).isFile()) {
    const file = openSync(name, 'r');
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(pieceBytes);
        const count = readSync(file, piece);
        if (count === 0) return;
        yield piece.subarray(0, count);
      }
    } finally {
      closeSync(file);
    }
  }
  yield* createReadStream(name, { highWaterMark: pieceBytes });
}
