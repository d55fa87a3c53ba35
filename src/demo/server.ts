import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Picture, Route } from './collection.ts';
import type { Rendered } from './pictures.ts';

const chunkMs = 100;

/** The sample collection over HTTP: validators, ranges (RFC 9110, 13 and 14), redirects, slow bodies, one that is gone. */
export function createSampleServer(
  routes: ReadonlyMap<string, Route>,
  gallery: (picture: Picture) => Promise<Rendered>,
): Server {
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = routes.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    switch (route?.kind) {
      case undefined:
      case 'missing':
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404 Not Found</h1>\n');
        return;
      case 'redirect':
        response.writeHead(302, { location: route.to }).end();
        return;
      case 'picture':
        return sendPicture(request, response, await gallery(route.picture), route.bytesPerSecond);
    }
  }
}

async function sendPicture(
  request: IncomingMessage,
  response: ServerResponse,
  picture: Rendered,
  bytesPerSecond: number | undefined,
): Promise<void> {
  const { bytes, type, etag } = picture;
  const headers = { 'content-type': type, etag, 'accept-ranges': 'bytes' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = requestedRange(request, bytes.length, etag);
  const [start, end] = range ?? [0, bytes.length - 1];
  const body = bytes.subarray(start, end + 1);
  const contentRange = range === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${bytes.length}` };
  response.writeHead(range === undefined ? 200 : 206, { ...headers, ...contentRange, 'content-length': body.length });
  if (request.method === 'HEAD' || bytesPerSecond === undefined) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  const step = Math.max(1, Math.round((bytesPerSecond * chunkMs) / 1000));
  for (let offset = 0; offset < body.length && !response.destroyed; offset += step) {
    response.write(body.subarray(offset, offset + step));
    await delay(chunkMs);
  }
  response.end();
}

/** One range of the form `first-` or `first-last`; anything else is answered with the whole body, as the RFC allows. */
function requestedRange(request: IncomingMessage, length: number, etag: string): [number, number] | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const unchanged = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  if (match === null || !unchanged) return undefined;
  const start = Number(match[1]);
  const end = match[2] ? Math.min(Number(match[2]), length - 1) : length - 1;
  return start <= end ? [start, end] : undefined;
}
