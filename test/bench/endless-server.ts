/**
 * A server for a child process: every path is a body that takes a quarter of an hour, at a steady rate, but for those that are /missing.
 * Tells its origin, ends with its parent.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const bytesPerSecond = Number(process.argv[2] ?? 512 * 1024);
// No longer than a disk may have room for: what does not fit is refused before its first byte.
const length = bytesPerSecond * 900;
const beat = 50;
const piece = Buffer.alloc((bytesPerSecond * beat) / 1000);

const server = createServer((request, response) => {
  if (request.url?.startsWith('/missing') === true) {
    response.writeHead(404).end();
    return;
  }
  // Each body another one: equal starts would be found to be duplicates.
  const body = Buffer.from(piece);
  body.write(request.url ?? '');
  response.writeHead(200, { 'content-length': length, 'content-type': 'application/octet-stream' });
  let left = length;
  const send = (): void => {
    response.write(left < body.length ? body.subarray(0, left) : body);
    left -= Math.min(left, body.length);
    if (left > 0) return;
    clearInterval(timer);
    response.end();
  };
  const timer = setInterval(send, beat);
  response.on('close', () => clearInterval(timer));
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
