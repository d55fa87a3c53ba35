import { xxh64 } from '@node-rs/xxhash';
import { cut, nameOfUrl, safeName } from './file-name.ts';
import type { DownloadRequest } from './types.ts';

/** Room for `.` + 16 hex digits + `.part` within 255 bytes. */
const longestStem = 200;

/** What tells two requests apart: the same URL may be wanted under two names or in two folders. */
export function requestKey(request: Pick<DownloadRequest, 'url' | 'dir' | 'out'>): string {
  return `${request.url}\n${request.dir ?? ''}\n${request.out ?? ''}`;
}

/**
 * `photo.jpg.3f2a9c0d1e5b7a68.part`, beside the file it will become. A person sees what it belongs to; the digits come
 * from the request, so that the next try, or the next run, finds it again.
 */
export function partName(request: Pick<DownloadRequest, 'url' | 'dir' | 'out'>): string {
  const name = (request.out === undefined ? undefined : safeName(request.out)) ?? nameOfUrl(request.url) ?? 'download';
  const digits = xxh64(requestKey(request)).toString(16).padStart(16, '0');
  return `${cut(name, longestStem)}.${digits}.part`;
}
