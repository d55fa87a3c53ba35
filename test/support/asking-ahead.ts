/** A server that is far away by turns of the event loop, and somebody who asks it over a channel. */
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { LineControl } from '../../src/download/transfer/line.ts';
import { Lines, PlainChannel } from '../../src/download/transfer/lines.ts';

/** What the other side, in this same thread, has to say by then has been said. */
const distance = 6;

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What a server of these tests has heard, and how it answers. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: string;
}

/** Given all requests of a connection that have no answer yet, in order; takes out those that it answers. */
export type Answering = (socket: Socket, waiting: Heard[]) => void;

export async function serverOf(answering: Answering) {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  let deepest = 0;
  let opened = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    opened += 1;
    let text = '';
    const waiting: Heard[] = [];
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
        const [, method = '', path = ''] = /^([A-Z]+) (\S+)/.exec(text) ?? [];
        const request = { method, path, headers: text.slice(0, end) };
        text = text.slice(end + 4);
        heard.push(request);
        waiting.push(request);
      }
      if (waiting[0]?.method === 'GET') deepest = Math.max(deepest, waiting.length);
      // Turns later: as if it were far away, so that whatever is asked ahead is here.
      void turns(distance).then(() => answering(socket, waiting));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { origin, heard, sockets, opened: () => opened, deepest: () => deepest };
}

export const contentOf = (path: string) => `content of ${path}`.repeat(1 + (Number(path.slice(1)) % 7));

/** As a server answers that does everything right. */
export function properAnswer({ method, path, headers }: Heard, ...more: string[]): string {
  const body = contentOf(path);
  const common = [`ETag: "${path}"`, 'Accept-Ranges: bytes', ...more];
  if (headers.includes(`if-none-match: "${path}"`)) return answerOf('304 Not Modified', common, '');
  const [, first, last] = /range: bytes=(\d+)-(\d+)/.exec(headers) ?? [];
  if (first !== undefined) {
    const part = body.slice(Number(first), Number(last) + 1);
    const range = `Content-Range: bytes ${first}-${last}/${body.length}`;
    return answerOf('206 Partial Content', [...common, range, `Content-Length: ${part.length}`], part);
  }
  return answerOf('200 OK', [...common, `Content-Length: ${body.length}`], method === 'HEAD' ? '' : body);
}

function answerOf(status: string, lines: readonly string[], body: string): string {
  return [`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n');
}

export const properly: Answering = (socket, waiting) => {
  socket.write(
    waiting
      .splice(0)
      .map((request) => properAnswer(request))
      .join(''),
  );
};

interface ChannelOptions {
  readonly isBusy?: () => boolean;
  /** All that is asked for are parts of files. */
  readonly parts?: boolean;
}

/** A channel, and somebody who asks over it for one path after another, as far ahead as it allows. */
export function channelOf(origin: string, { isBusy = () => false, parts = false }: ChannelOptions = {}) {
  const lines = new Lines(isBusy);
  onTestFinished(() => lines.close());
  const channel = new PlainChannel(
    lines,
    () => {
      throw new Error('nothing here goes over TLS');
    },
    parts,
  );
  const ask = (path: string, onSent = (_: LineControl) => {}) =>
    new Promise<string>((resolve, reject) => {
      const url = new URL(origin + path);
      let content = '';
      const line = channel.lend(url);
      if (line instanceof Promise) throw new Error('lent later');
      const over = (settle: () => void) => {
        line.giveBack();
        settle();
      };
      line.send(
        { url, headers: parts ? [['range', 'bytes=0-999']] : [], timeoutMs: 5000 },
        {
          onSent,
          onHead() {},
          onContent(bytes) {
            content += bytes.toString('latin1');
          },
          onEnd: () => over(() => resolve(content)),
          onError: (error) => over(() => reject(error)),
        },
      );
    });
  const askAll = async (paths: readonly string[]) => {
    const underWay = new Set<Promise<string>>();
    const contents: Promise<string>[] = [];
    for (const path of paths) {
      const asked = ask(path);
      contents.push(asked);
      underWay.add(asked);
      void asked.catch(() => {}).then(() => underWay.delete(asked));
      while (underWay.size > 0 && !channel.hasRoom(origin, underWay.size)) await Promise.race(underWay).catch(() => {});
    }
    return Promise.allSettled(contents);
  };
  return { channel, ask, askAll };
}
