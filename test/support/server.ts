import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Request {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How many requests for this path came before. */
  readonly before: number;
}

/** Writes an answer, byte for byte, and ends, resets or keeps the connection as it likes. */
export type Behaviour = (socket: Socket, request: Request) => void;

export interface LoopbackServer {
  /** `http://127.0.0.1:1234`, without a slash at the end. */
  readonly origin: string;
  readonly requests: readonly Request[];
  close(): Promise<void>;
}

/** A server of raw sockets on loopback: every request with a head is handed to `behave`; there are no bodies. */
export async function startServer(behave: Behaviour): Promise<LoopbackServer> {
  const requests: Request[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let received = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Clients that give up reset the connection.
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let end = received.indexOf('\r\n\r\n'); end !== -1; end = received.indexOf('\r\n\r\n')) {
        const { method, path, headers } = parseHead(received.slice(0, end));
        received = received.slice(end + 4);
        const before = counts.get(path) ?? 0;
        counts.set(path, before + 1);
        const request = { method, path, headers, before };
        requests.push(request);
        behave(socket, request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The same, closed when the test ends. */
export async function testServer(behave: Behaviour): Promise<LoopbackServer> {
  const server = await startServer(behave);
  onTestFinished(() => server.close());
  return server;
}

function parseHead(head: string): { method: string; path: string; headers: Record<string, string> } {
  const [line = '', ...rest] = head.split('\r\n');
  const headers = rest.map((text) => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()] as const;
  });
  const [method = '', path = ''] = line.split(' ');
  return { method, path, headers: Object.fromEntries(headers) };
}

/** A whole answer; Content-Length is added where the headers do not say how the body ends. */
export function answer(status: number | string, headers: readonly string[] = [], body: string | Buffer = ''): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const framed = headers.some((line) => /^(content-length|transfer-encoding|connection: close)/i.test(line));
  const length = framed ? [] : [`Content-Length: ${bytes.length}`];
  const head = [`HTTP/1.1 ${status}${typeof status === 'number' ? ' Status' : ''}`, ...headers, ...length, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bytes]);
}

/** Ends with a reset instead of a proper close. */
export function reset(socket: Socket): void {
  socket.resetAndDestroy();
}
