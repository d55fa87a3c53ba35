import { createServer, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificates.ts';

const [data, headers, reset, settings] = [0, 1, 3, 4];
const [acknowledged, endHeaders] = [1, 4];
const prefaceBytes = 24;

/** RFC 9113, 4.1. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** 200 without a content-length (HPACK: 8), some of the body, and then the stream is taken back with that code. */
function breakOff(socket: TLSSocket, stream: number, body: Buffer, code: number): void {
  const why = Buffer.alloc(4);
  why.writeUInt32BE(code);
  socket.write(Buffer.concat([frame(headers, endHeaders, stream, Buffer.from([0x88])), frame(data, 0, stream, body)]));
  // In a packet of its own: what was said before is delivered then.
  setTimeout(() => socket.write(frame(reset, 0, stream, why)), 50);
}

/** A server of HTTP/2 that breaks every body off: not to be had from node, which ends what it resets. */
export function createBreakingServer(certificate: Certificate, body: Buffer, code: number) {
  return createServer({ ...certificate, ALPNProtocols: ['h2'] }, (socket) => {
    let waiting = Buffer.alloc(0);
    let begun = false;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      if (!begun && waiting.length >= prefaceBytes) {
        begun = true;
        waiting = waiting.subarray(prefaceBytes);
        socket.write(frame(settings, 0, 0));
      }
      while (begun && waiting.length >= 9 && waiting.length >= 9 + waiting.readUIntBE(0, 3)) {
        const [type, flags, stream] = [waiting.readUInt8(3), waiting.readUInt8(4), waiting.readUInt32BE(5)];
        waiting = waiting.subarray(9 + waiting.readUIntBE(0, 3));
        if (type === settings && (flags & acknowledged) === 0) socket.write(frame(settings, acknowledged, 0));
        if (type === headers) breakOff(socket, stream, body, code);
      }
    });
  });
}
