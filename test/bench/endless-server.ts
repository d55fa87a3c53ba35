/** A server for a child process: every path is a body without an end, at a steady rate. Tells its origin, ends with its parent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const bytesPerSecond = Number(process.argv[2] ?? 512 * 1024);
const beat = 50;
const piece = Buffer.alloc((bytesPerSecond * beat) / 1000);

const server = createServer((request, response) => {
  // Each body another one: equal starts would be found to be duplicates.
  const body = Buffer.from(piece);
  body.write(request.url ?? '');
  response.writeHead(200, { 'content-length': 2 ** 40, 'content-type': 'application/octet-stream' });
  const timer = setInterval(() => response.write(body), beat);
  response.on('close', () => clearInterval(timer));
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
