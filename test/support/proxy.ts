import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface NoteProxy {
  readonly origin: string;
  /** The heads of the requests that it was sent itself: one a connection. */
  readonly heads: readonly string[];
}

/** A proxy that knows CONNECT and absolute URLs, and notes what it was asked for; closed with the test. */
export async function noteProxy(): Promise<NoteProxy> {
  const heads: string[] = [];
  const server = createServer((client: Socket) => {
    client.on('error', () => {});
    client.once('data', (chunk) => {
      const head = chunk.toString('latin1');
      heads.push(head);
      const [method = '', target = ''] = head.split(' ');
      const { hostname, port } = new URL(method === 'CONNECT' ? `http://${target}` : target);
      const upstream = connect(Number(port), hostname);
      upstream.on('error', () => client.resetAndDestroy());
      if (method === 'CONNECT') client.write('HTTP/1.1 200 OK\r\n\r\n');
      else upstream.write(chunk);
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, heads };
}
