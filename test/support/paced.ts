import type { Socket } from 'node:net';
import { answer, type Behaviour } from './server.ts';

/** Of each connection, until its last answer has been sent. */
const answers = new WeakMap<Socket, Promise<void>>();

/** Knows ranges; so many bytes each 20 ms on each connection. */
export const paced =
  (content: Buffer, bytesATick: number): Behaviour =>
  (socket, { headers }) => {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
    const [start, end] = [Number(first ?? 0), last ? Number(last) + 1 : content.length];
    const common = ['ETag: "v1"', 'Accept-Ranges: bytes'];
    const range = `Content-Range: bytes ${start}-${end - 1}/${content.length}`;
    const bytes =
      first === undefined
        ? answer(200, common, content)
        : answer(206, [...common, range], content.subarray(start, end));
    const send = () =>
      new Promise<void>((resolve) => {
        let at = 0;
        const timer = setInterval(() => {
          if (at < bytes.length && !socket.destroyed) socket.write(bytes.subarray(at, at + bytesATick));
          else {
            clearInterval(timer);
            resolve();
          }
          at += bytesATick;
        }, 20);
      });
    // One answer after another, as they were asked for.
    answers.set(socket, (answers.get(socket) ?? Promise.resolve()).then(send));
  };
