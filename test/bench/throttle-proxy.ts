/**
 * Stands between a client and a server, in a process of its own: what the server says arrives 20 ms later, and at 20 MB/s
 * a connection. `node throttle-proxy.ts PORT` forwards to PORT on loopback and prints the port it listens on.
 */
import { connect, createServer, type Socket } from 'node:net';

const delayMs = 20;
const bytesPerMs = 20_000;
/** More than is on its way in so much time need not be read ahead. */
const window = 2 * delayMs * bytesPerMs;

const lines = new Set<Line>();

class Line {
  readonly #server: Socket;
  readonly #client: Socket;
  #waiting: { readonly chunk: Buffer; readonly due: number }[] = [];
  #bytes = 0;
  /** When the line has sent what it has been given. */
  #freeAt = 0;
  #over = false;

  constructor(server: Socket, client: Socket) {
    this.#server = server;
    this.#client = client;
    server.on('data', (chunk: Buffer) => this.#take(chunk));
    server.on('end', () => {
      this.#over = true;
    });
  }

  /** Sends on what is due. */
  send(now: number): void {
    let sent = 0;
    for (const { chunk, due } of this.#waiting) {
      if (Math.max(due, this.#freeAt) > now) break;
      this.#freeAt = Math.max(due, this.#freeAt) + chunk.length / bytesPerMs;
      this.#client.write(chunk);
      this.#bytes -= chunk.length;
      sent += 1;
    }
    this.#waiting.splice(0, sent);
    if (this.#bytes < window && this.#client.writableLength < window) this.#server.resume();
    if (this.#over && this.#waiting.length === 0) this.#client.end();
  }

  #take(chunk: Buffer): void {
    this.#waiting.push({ chunk, due: performance.now() + delayMs });
    this.#bytes += chunk.length;
    if (this.#bytes >= window) this.#server.pause();
  }
}

const proxy = createServer({ noDelay: true }, (client) => {
  const server = connect({ port: Number(process.argv[2]), host: '127.0.0.1', noDelay: true });
  const line = new Line(server, client);
  lines.add(line);
  const close = () => {
    lines.delete(line);
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) socket.on('error', close);
  client.on('close', close);
  client.pipe(server);
});

setInterval(() => {
  const now = performance.now();
  for (const line of lines) line.send(now);
}, 1);

proxy.listen(0, '127.0.0.1', () => {
  const address = proxy.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
