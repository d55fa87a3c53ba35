import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { answer, type Behaviour, reset } from '../support/server.ts';

/** What a server does, and what must come of it. */
export interface Case {
  readonly name: string;
  readonly behave: Behaviour;
  /** Files that must be in the folder afterwards, and nothing else; missing: none. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of the failure that is reported; missing: it must be done. */
  readonly reason?: RegExp;
  readonly args?: readonly string[];
  /** Default: /file.bin */
  readonly path?: string;
  /** Requests that the server must have seen. */
  readonly requests?: number;
}

const body = 'the right content, all of it';
const right = { 'file.bin': body };
const half = Math.floor(body.length / 2);

/** First one answer, then another. */
const then = (first: Behaviour, second: Behaviour): Behaviour => {
  return (socket, request) => (request.before === 0 ? first : second)(socket, request);
};
const send = (...parts: Parameters<typeof answer>): Behaviour => {
  return (socket) => socket.write(answer(...parts));
};
/** Raw bytes, then an orderly end. */
const raw =
  (text: string): Behaviour =>
  (socket) =>
    socket.end(Buffer.from(text, 'latin1'));
const fine = send(200, [], body);
const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n`;
const named = (name: string, result: string): Case => ({
  name: `a name of ${JSON.stringify(name)}`,
  behave: send(200, [`Content-Disposition: attachment; filename="${name}"`], body),
  files: { [result]: body },
});
const encoded = (name: string, result: string): Case => ({
  name: `an encoded name of ${name}`,
  behave: send(200, [`Content-Disposition: attachment; filename*=UTF-8''${name}`], body),
  files: { [result]: body },
});

export const cases: readonly Case[] = [
  { name: 'all is well', behave: fine, files: right, requests: 1 },
  { name: 'an empty body', behave: send(200, [], ''), files: { 'file.bin': '' } },
  // Bodies that are not what was announced.
  {
    name: 'a body cut short once',
    behave: then(raw(`${head}\r\n${body.slice(0, half)}`), fine),
    files: right,
    requests: 2,
  },
  {
    name: 'a body cut short always',
    behave: raw(`${head}\r\n${body.slice(0, half)}`),
    reason: /closed|length/,
    requests: 2,
  },
  {
    name: 'a body longer than announced',
    behave: raw(`HTTP/1.1 200 OK\r\nContent-Length: ${half}\r\n\r\n${body}`),
    files: { 'file.bin': body.slice(0, half) },
  },
  {
    name: 'two lengths that differ',
    behave: raw(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`),
    reason: /./,
  },
  {
    name: 'a length that is no number',
    behave: raw('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nabcdef'),
    reason: /./,
  },
  { name: 'a negative length', behave: raw('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabcdef'), reason: /./ },
  {
    name: 'an absurd length',
    behave: raw('HTTP/1.1 200 OK\r\nContent-Length: 9007199254740000\r\n\r\nabcdef'),
    reason: /no space left/,
  },
  {
    name: 'no length, ended by the connection',
    behave: raw(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body}`),
    files: right,
  },
  { name: 'HTTP/1.0 without length', behave: raw(`HTTP/1.0 200 OK\r\n\r\n${body}`), files: right },
  {
    name: 'HTTP/1.0 with length, cut short',
    behave: raw(`HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\n${body}`),
    reason: /closed|length/,
  },
  {
    name: 'no length, ended by a reset',
    behave: (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n\r\n${body}`, () => setTimeout(() => reset(socket), 50));
    },
    reason: /reset|closed/,
  },
  {
    name: 'chunks',
    behave: send(200, ['Transfer-Encoding: chunked'], `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`),
    files: right,
  },
  {
    name: 'chunks that end in the middle',
    behave: raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc`),
    reason: /closed|terminated/i,
  },
  {
    name: 'chunks without the last one',
    behave: raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`),
    reason: /closed|terminated/i,
  },
  {
    name: 'a chunk size that is no number',
    behave: raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n'),
    reason: /./,
  },
  {
    name: 'a chunk size that overflows',
    behave: raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc'),
    reason: /./,
  },
  {
    name: 'a length and chunks at once',
    behave: raw(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
    reason: /./,
  },
  {
    name: 'an endless body without length',
    behave: (socket) => pour(socket),
    args: ['--max-size', '1M'],
    reason: /larger than --max-size/,
  },
  {
    name: 'a length above the largest size',
    behave: send(200, ['Content-Length: 2000000']),
    args: ['--max-size', '1M'],
    reason: /larger than --max-size/,
    requests: 1,
  },
  // Resets and silence at every stage.
  { name: 'a reset instead of an answer', behave: reset, reason: /reset|closed/, requests: 2 },
  {
    name: 'a reset in the status line',
    behave: (socket) => socket.write('HTTP/1.1 20', () => reset(socket)),
    reason: /reset|closed/,
  },
  {
    name: 'a reset in the header',
    behave: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-', () => reset(socket)),
    reason: /reset|closed/,
  },
  {
    name: 'a reset before the body',
    behave: (socket) => socket.write(`${head}\r\n`, () => reset(socket)),
    reason: /reset|closed/,
  },
  {
    name: 'a reset in the body, then fine',
    behave: then((socket) => socket.write(`${head}\r\nabc`, () => reset(socket)), fine),
    files: right,
  },
  { name: 'a close without a word', behave: (socket) => socket.end(), reason: /closed/ },
  { name: 'silence instead of an answer', behave: () => {}, args: ['--timeout', '1'], reason: /no answer in time/ },
  {
    name: 'silence in the header',
    behave: (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-'),
    args: ['--timeout', '1'],
    reason: /no answer in time/,
  },
  {
    name: 'silence in the body',
    behave: (socket) => socket.write(`${head}\r\nabc`),
    args: ['--timeout', '1'],
    reason: /no byte came/,
  },
  {
    name: 'a header that comes a byte at a time',
    behave: (socket) => drip(socket, answer(200, [], body), 1),
    files: right,
  },
  {
    name: 'a body that comes a byte at a time',
    behave: (socket) => {
      socket.write(`${head}\r\n`);
      drip(socket, Buffer.from(body), 5);
    },
    args: ['--timeout', '1'],
    files: right,
  },
  // Answers that are no HTTP, or too much of it.
  { name: 'no HTTP at all', behave: raw('SSH-2.0-OpenSSH_9.6\r\n'), reason: /./ },
  { name: 'HTTP of the future', behave: raw('HTTP/9.9 200 OK\r\nContent-Length: 3\r\n\r\nabc'), reason: /./ },
  { name: 'a status that is no number', behave: raw('HTTP/1.1 OK\r\n\r\n'), reason: /./ },
  {
    name: 'a header bomb',
    behave: (socket) => socket.write(`HTTP/1.1 200 OK\r\n${`X-Bomb: ${'a'.repeat(1000)}\r\n`.repeat(200)}\r\n`),
    reason: /header.*(large|overflow)/i,
    requests: 1,
  },
  {
    name: 'a header without end',
    behave: (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(300_000)}`),
    reason: /header.*(large|overflow)/i,
    requests: 1,
  },
  {
    name: 'a header with a zero byte',
    behave: raw(`HTTP/1.1 200 OK\r\nX-Bad: a\0b\r\nContent-Length: 3\r\n\r\nabc`),
    reason: /./,
  },
  { name: 'a header with bytes above ASCII', behave: send(200, ['X-Odd: \xff\xfe'], body), files: right },
  {
    name: 'early hints, then the answer',
    behave: raw(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${head}\r\n${body}`),
    files: right,
  },
  // Status codes.
  { name: '204 no content', behave: raw('HTTP/1.1 204 No Content\r\n\r\n'), reason: /no content \(204\)/, requests: 1 },
  {
    name: '206 where nothing was asked of it',
    behave: send(206, ['Content-Range: bytes 0-2/9'], 'abc'),
    reason: /206/,
  },
  { name: '304 where nothing was asked of it', behave: raw('HTTP/1.1 304 Not Modified\r\n\r\n'), reason: /304/ },
  { name: '401', behave: send(401, ['WWW-Authenticate: Basic'], 'no'), reason: /login is needed \(401\)/, requests: 1 },
  {
    name: '404 with a large page',
    behave: send(404, [], 'x'.repeat(500_000)),
    reason: /not found \(404\)/,
    requests: 1,
  },
  {
    name: '404 with a page that is cut short',
    behave: raw('HTTP/1.1 404 No\r\nContent-Length: 99\r\n\r\nx'),
    reason: /not found \(404\)/,
    requests: 1,
  },
  { name: '500, then fine', behave: then(send(500), fine), files: right, requests: 2 },
  { name: '500 for ever', behave: send(500), reason: /error in the server \(500\)/, requests: 2 },
  { name: '408, then fine', behave: then(send(408), fine), files: right },
  { name: '425, then fine', behave: then(send(425), fine), files: right },
  { name: '429 with Retry-After in seconds', behave: then(send(429, ['Retry-After: 1']), fine), files: right },
  {
    name: '503 with Retry-After as a date',
    behave: then(
      (socket) => socket.write(answer(503, [`Retry-After: ${new Date(Date.now() + 1500).toUTCString()}`])),
      fine,
    ),
    files: right,
  },
  { name: 'a Retry-After that is nonsense', behave: then(send(503, ['Retry-After: soon']), fine), files: right },
  {
    name: 'a Retry-After of a year',
    behave: send(503, ['Retry-After: 31536000']),
    reason: /more than a day/,
    requests: 1,
  },
  // Redirects.
  {
    name: 'a redirect',
    behave: (socket, { path }) =>
      socket.write(path === '/file.bin' ? answer(302, ['Location: /other/name.txt']) : answer(200, [], body)),
    files: { 'name.txt': body },
  },
  { name: 'a redirect without Location', behave: send(302), reason: /redirect \(302\) to nowhere/, requests: 1 },
  {
    name: 'a redirect to itself',
    behave: send(302, ['Location: /file.bin']),
    reason: /more than 20 redirects/,
    requests: 21,
  },
  { name: 'a chain of 20 redirects', behave: chain(20), files: { 'file.bin': body } },
  { name: 'a chain of 21 redirects', behave: chain(21), reason: /more than 20 redirects/ },
  {
    name: 'a redirect to a file',
    behave: send(302, ['Location: file:///etc/passwd']),
    reason: /scheme file:/,
    requests: 1,
  },
  { name: 'a redirect to ftp', behave: send(301, ['Location: ftp://a.test/x']), reason: /scheme ftp:/ },
  {
    name: 'a redirect to javascript',
    behave: send(301, ['Location: javascript:alert(1)']),
    reason: /scheme javascript:/,
  },
  { name: 'a redirect to what is no URL', behave: send(301, ['Location: http://[bad']), reason: /no URL/ },
  {
    name: 'a redirect with an endless body',
    behave: (socket, { path }) => {
      if (path !== '/file.bin') socket.write(answer(200, [], body));
      else {
        socket.write('HTTP/1.1 302 Found\r\nLocation: /file2.bin\r\nTransfer-Encoding: chunked\r\n\r\n');
        pour(socket, true);
      }
    },
    files: { 'file2.bin': body },
  },
  {
    name: 'a redirect to a dotfile',
    behave: (socket, { path }) =>
      socket.write(path === '/file.bin' ? answer(302, ['Location: /.bashrc']) : answer(200, [], body)),
    files: { bashrc: body },
  },
  // Content that is not what its name says.
  {
    name: 'a page where a picture was expected',
    path: '/photo.jpg',
    behave: send(200, ['Content-Type: image/jpeg'], '<!DOCTYPE html><title>Sign in</title>'),
    reason: /web page.*image/,
  },
  {
    name: 'a page by its type where a picture was expected',
    path: '/photo.jpg',
    behave: send(200, ['Content-Type: text/html'], 'sign in'),
    reason: /web page.*image/,
  },
  {
    name: 'a picture of another kind',
    path: '/photo.jpg',
    behave: send(200, ['Content-Type: image/jpeg'], 'GIF89a...'),
    files: { 'photo.jpg': 'GIF89a...' },
  },
  {
    name: 'text where --expect says a picture',
    args: ['--expect', 'image/*'],
    behave: send(200, ['Content-Type: text/plain'], 'hello'),
    reason: /text\/plain came where image/,
  },
  {
    name: 'a zip where --expect says a picture',
    args: ['--expect', 'image/*'],
    behave: send(200, ['Content-Type: image/png'], 'PK\x03\x04...'),
    reason: /zip came where image/,
  },
  {
    name: 'gzip that nobody asked for is kept as it came',
    behave: send(200, ['Content-Encoding: gzip'], gzipSync(Buffer.alloc(2_000_000))),
    files: { 'file.bin': gzipSync(Buffer.alloc(2_000_000)).toString('latin1') },
  },
  {
    name: 'gzip that is none',
    behave: send(200, ['Content-Encoding: gzip'], 'not gzip'),
    files: { 'file.bin': 'not gzip' },
  },
  // Names.
  named('../../escaped.txt', 'escaped.txt'),
  named('/etc/passwd', 'passwd'),
  named('..\\\\..\\\\boot.ini', 'boot.ini'),
  named('.profile', 'profile'),
  named('..', 'file.bin'),
  named('', 'file.bin'),
  named('con.txt', '_con.txt'),
  named('-rf', '_rf'),
  named('trailing. . ', 'trailing'),
  named('x'.repeat(400), 'x'.repeat(255)),
  encoded('..%2f..%2fescaped.txt', 'escaped.txt'),
  encoded('a%00b.txt', 'ab.txt'),
  encoded('a%0Ab%1B%5B31m.txt', 'ab[31m.txt'),
  encoded('gpj.%E2%80%AEexe', 'gpj.exe'),
  {
    name: 'a name in the URL that climbs',
    path: '/a/..%2f..%2fescaped.txt',
    behave: fine,
    files: { '_.._escaped.txt': body },
  },
];

/** Sends for as long as somebody listens. */
function pour(socket: Socket, chunked = false): void {
  const chunk = Buffer.alloc(16 * 1024, 'x');
  const framed = chunked ? Buffer.concat([Buffer.from('4000\r\n'), chunk, Buffer.from('\r\n')]) : chunk;
  if (!chunked) socket.write('HTTP/1.1 200 OK\r\n\r\n');
  const more = () => {
    while (!socket.destroyed && socket.write(framed));
  };
  socket.on('drain', more);
  more();
}

function drip(socket: Socket, bytes: Buffer, ms: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= bytes.length || socket.destroyed) clearInterval(timer);
    else socket.write(bytes.subarray(at, ++at));
  }, ms);
}

/** So many redirects, then the file. */
function chain(length: number): Behaviour {
  return (socket, { path }) => {
    const hop = Number(path.split('hop=')[1] ?? 0);
    socket.write(hop < length ? answer(302, [`Location: /file.bin?hop=${hop + 1}`]) : answer(200, [], body));
  };
}
