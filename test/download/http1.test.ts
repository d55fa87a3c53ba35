/** Our own HTTP/1.1 below the transfers: what it takes for an answer, and what it makes of a connection afterwards. */
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unframe } from '../../src/download/transfer/http1/body-reader.ts';
import { parseHead } from '../../src/download/transfer/http1/head.ts';
import { Pipelining } from '../../src/download/transfer/http1/pipelining.ts';
import { PlainLine } from '../../src/download/transfer/http1/plain-line.ts';
import type { LineControl } from '../../src/download/transfer/line.ts';
import { eventually } from '../support/eventually.ts';

describe('a head', () => {
  const framing = (...lines: string[]) => parseHead(lines.join('\r\n')).framing;

  test.each([
    ['a length', ['HTTP/1.1 200 OK', 'Content-Length: 12'], { kind: 'length', bytes: 12 }],
    ['blanks around it', ['HTTP/1.1 200 OK', 'content-length:\t 12 '], { kind: 'length', bytes: 12 }],
    ['no reason', ['HTTP/1.1 200', 'Content-Length: 0'], { kind: 'length', bytes: 0 }],
    ['chunks', ['HTTP/1.1 200 OK', 'Transfer-Encoding: Chunked'], { kind: 'chunks' }],
    ['neither', ['HTTP/1.1 200 OK'], { kind: 'until-close' }],
    ['a coding that is none', ['HTTP/1.1 200 OK', 'Transfer-Encoding: identity'], { kind: 'until-close' }],
    ['204, whatever it announces', ['HTTP/1.1 204 No', 'Content-Length: 5'], { kind: 'none' }],
    ['304, whatever it announces', ['HTTP/1.1 304 No', 'Transfer-Encoding: chunked'], { kind: 'none' }],
  ])('with %s', (_, lines, expected) => {
    expect(framing(...lines)).toEqual(expected);
  });

  test.each([
    ['another protocol', ['SSH-2.0-OpenSSH']],
    ['another version', ['HTTP/2 200']],
    ['a status of four digits', ['HTTP/1.1 2000 OK']],
    ['a line that goes on below', ['HTTP/1.1 200 OK', 'A: b', ' c']],
    ['a blank before the colon', ['HTTP/1.1 200 OK', 'Content-Length : 5']],
    ['no colon', ['HTTP/1.1 200 OK', 'nonsense']],
    ['a bare line feed', ['HTTP/1.1 200 OK', 'A: b\nContent-Length: 5']],
    ['a bare carriage return', ['HTTP/1.1 200 OK', 'A: b\rContent-Length: 5']],
    ['a zero byte', ['HTTP/1.1 200 OK', 'A: b\0']],
    ['two lengths', ['HTTP/1.1 200 OK', 'Content-Length: 5', 'Content-Length: 5']],
    ['a list of lengths', ['HTTP/1.1 200 OK', 'Content-Length: 5, 5']],
    ['a length with a sign', ['HTTP/1.1 200 OK', 'Content-Length: +5']],
    ['a length in hexadecimal', ['HTTP/1.1 200 OK', 'Content-Length: 0x5']],
    ['a length beyond all numbers', ['HTTP/1.1 200 OK', 'Content-Length: 99999999999999999999']],
    ['an empty length', ['HTTP/1.1 200 OK', 'Content-Length:']],
    ['two lengths, though it has no body', ['HTTP/1.1 304 No', 'Content-Length: 5', 'Content-Length: 5']],
    ['a length and chunks', ['HTTP/1.1 200 OK', 'Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['a coding that is not known', ['HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked']],
    ['chunks twice', ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['chunks in HTTP/1.0', ['HTTP/1.0 200 OK', 'Transfer-Encoding: chunked']],
    ['another protocol to come', ['HTTP/1.1 101 Switching', 'Upgrade: x']],
  ])('with %s is refused', (_, lines) => {
    expect(() => parseHead(lines.join('\r\n'))).toThrow(/no valid HTTP/);
  });

  test('says whether the connection may be used again, and for how long', () => {
    const kept = (...lines: string[]) => parseHead([...lines, 'Content-Length: 1'].join('\r\n')).persistent;
    expect(kept('HTTP/1.1 200 OK')).toBe(true);
    expect(kept('HTTP/1.1 200 OK', 'Connection: x, Close')).toBe(false);
    expect(kept('HTTP/1.0 200 OK')).toBe(false);
    expect(kept('HTTP/1.0 200 OK', 'Connection: keep-alive')).toBe(true);
    expect(parseHead('HTTP/1.1 200 OK\r\nKeep-Alive: max=5, timeout=7').idleMs).toBe(7000);
  });

  test('may hold a field of any name, and the same one several times', () => {
    const { headers } = parseHead('HTTP/1.1 200 OK\r\n__proto__: a\r\nX: 1\r\nx: 2');
    expect(Object.entries(headers)).toEqual([
      ['__proto__', 'a'],
      ['x', ['1', '2']],
    ]);
  });
});

describe('chunks', () => {
  /** The content, with the bytes given in pieces of so many. */
  function contentOf(text: string, pieceBytes = text.length): string {
    const body = unframe({ kind: 'chunks' });
    let content = '';
    for (let from = 0; from < text.length && !body.whole; from += pieceBytes) {
      let rest = Buffer.from(text.slice(from, from + pieceBytes), 'latin1');
      while (rest.length > 0 && !body.whole) {
        const found = body.next(rest);
        content += rest.toString('latin1', found.skip, found.skip + found.content);
        rest = rest.subarray(found.skip + found.content);
      }
    }
    if (!body.whole) throw new Error('not whole');
    return content;
  }

  const text = '5\r\nhello\r\n0A;x="y"\r\n, \r\n\r\n0\r\n \r\n0\r\nTrailer: z\r\n\r\n';

  test('are the same however they are cut', () => {
    for (let bytes = 1; bytes <= text.length; bytes += 1) expect(contentOf(text, bytes)).toBe('hello, \r\n\r\n0\r\n ');
  });

  test.each([
    ['a size that is no number', 'x\r\n'],
    ['an empty size', '\r\n'],
    ['a size with a sign', '-1\r\n'],
    ['a size beyond all numbers', 'fffffffffffffff\r\n'],
    ['a size with a bare line feed', '1\na\r\n'],
    ['a bare carriage return', '1\ra\r\n'],
    ['more than it says', '1\r\nab\r\n'],
    ['less than it says', '3\r\na\r\n0\r\n\r\n'],
    ['an extension without end', `1;${'x'.repeat(5000)}\r\na\r\n`],
    ['a zero byte in the trailer', '0\r\n\0: y\r\n\r\n'],
    ['a trailer without end', `0\r\n${'x: y\r\n'.repeat(20_000)}`],
  ])('with %s are refused', (_, bad) => {
    for (const bytes of [1, 3, bad.length]) expect(() => contentOf(bad, bytes)).toThrow(/no valid HTTP/);
  });
});

describe('a connection', () => {
  async function serverOf(connected: (socket: Socket) => void): Promise<URL> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      connected(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/a`);
  }

  function ask(
    line: PlainLine,
    url: URL,
    { timeoutMs = 5000, onHead = (_: LineControl) => {}, onContent = (_: Buffer) => {} } = {},
  ) {
    return new Promise<string>((resolve, reject) => {
      let content = '';
      let control: LineControl | undefined;
      line.send(
        { url, headers: [['x', 'y']], timeoutMs },
        {
          onSent(given) {
            control = given;
          },
          onHead() {
            if (control !== undefined) onHead(control);
          },
          onContent(bytes) {
            onContent(bytes);
            content += bytes.toString('latin1');
          },
          onEnd: () => resolve(content),
          onError: reject,
        },
      );
    });
  }

  function lineOf() {
    let gone = 0;
    const line = new PlainLine(new Pipelining(() => true), () => {
      gone += 1;
    });
    onTestFinished(() => line.destroy());
    return { line, gone: () => gone };
  }

  const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

  test('serves one request after another', async () => {
    let connections = 0;
    const url = await serverOf((socket) => {
      connections += 1;
      socket.on('data', () => socket.write(whole));
    });
    const { line } = lineOf();
    for (let times = 0; times < 3; times += 1) expect(await ask(line, url)).toBe('ok');
    expect(connections).toBe(1);
  });

  test.each([
    ['more bytes than were announced', `${whole}HTTP/1.1 200 OK\r\n`],
    ['a body where there is none', 'HTTP/1.1 304 No\r\nContent-Length: 2\r\n\r\nok'],
    ['the wish to close it', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['a promise that is over', 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok'],
  ])('is not used again after %s', async (_, text) => {
    const url = await serverOf((socket) => socket.on('data', () => socket.write(text)));
    const { line } = lineOf();
    await ask(line, url);
    expect(line.isUsable).toBe(false);
  });

  test('is gone with bytes that nobody asked for', async () => {
    let server: Socket | undefined;
    const url = await serverOf((socket) => {
      server = socket.once('data', () => socket.write(whole));
    });
    const { line, gone } = lineOf();
    // Its own clock, which ends an idle connection too, is far.
    await ask(line, url, { timeoutMs: 60_000 });
    expect(line.isUsable).toBe(true);
    server?.write('HTTP/1.1 200 OK\r\n');
    await eventually(() => expect(gone()).toBe(1));
    expect(line.isUsable).toBe(false);
  });

  test('a head that trickles has no more time than one that is silent', async () => {
    const url = await serverOf((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const clock = setInterval(() => socket.write('X: y\r\n'), 20);
      socket.on('close', () => clearInterval(clock));
    });
    await expect(ask(lineOf().line, url, { timeoutMs: 300 })).rejects.toThrow('no answer in time');
  });

  test('announcements without end are no answer', async () => {
    const url = await serverOf((socket) => void socket.write('HTTP/1.1 103 Early\r\n\r\n'.repeat(30)));
    await expect(ask(lineOf().line, url)).rejects.toThrow(/without end/);
  });

  test('a header without end is too large', async () => {
    const url = await serverOf((socket) => void socket.write(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}`));
    await expect(ask(lineOf().line, url)).rejects.toThrow(/too large/);
  });

  test('what came before a pause is given after it, and nothing meanwhile', async () => {
    const size = 1_000_000;
    let server: Socket | undefined;
    const url = await serverOf((socket) => {
      server = socket.on('data', () =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`),
      );
    });
    const { line } = lineOf();
    let control: LineControl | undefined;
    let given = 0;
    const asked = ask(line, url, {
      onHead(answer) {
        control = answer;
        answer.pause();
      },
      onContent(bytes) {
        given += bytes.length;
      },
    });
    // So much is on its way that it would have been given, were it read.
    await eventually(() => expect(control !== undefined && (server?.bytesWritten ?? 0) > size / 2).toBe(true));
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBe(0);
    control?.resume();
    expect(await asked).toHaveLength(size);
    expect(line.isUsable).toBe(true);
  });

  test('a hand on an answer that is over does not reach the next one', async () => {
    let late: LineControl | undefined;
    const url = await serverOf((socket) => void socket.on('data', () => socket.write(whole)));
    const { line } = lineOf();
    await ask(line, url, {
      onHead(control) {
        late = control;
      },
    });
    const next = ask(line, url);
    late?.pause();
    late?.abort(new Error('late'));
    expect(await next).toBe('ok');
  });

  test('a header that would become two is not sent', async () => {
    const { line } = lineOf();
    const url = new URL('http://127.0.0.1:9/');
    const sent = new Promise((_, reject) => {
      const listener = { onSent() {}, onHead() {}, onContent() {}, onEnd() {}, onError: reject };
      line.send({ url, headers: [['a', 'b\r\nc: d']], timeoutMs: 1000 }, listener);
    });
    await expect(sent).rejects.toThrow(/holds what no header can/);
  });
});
