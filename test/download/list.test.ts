import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/base/errors.ts';
import { parseList, parsePasted, readList } from '../../src/download/list.ts';

async function* chunks(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

const urls = (text: string) => parseList(text, 'list').requests.map((request) => request.url);

describe('a list of URLs', () => {
  test('is one URL a line, with comments, empty lines, CRLF and a byte order mark', () => {
    expect(urls('\ufeffhttp://a.test/1\r\n# no\r\n\r\nhttps://a.test/2\r\n')).toEqual([
      'http://a.test/1',
      'https://a.test/2',
    ]);
  });

  test('keeps a comma, a semicolon and a pipe inside its URL', () => {
    expect(urls('http://a.test/1,2;3?x=4|5')).toHaveLength(1);
  });

  test('gives the indented lines to the URL above', () => {
    const sha = 'a'.repeat(64);
    const { requests } = parseList(
      `http://a.test/1\n  out=one.jpg\n\tdir=sub\n checksum=sha-256=${sha.toUpperCase()}\n  header=X-Key: a=b\nhttp://a.test/2`,
      'list',
    );
    expect(requests[0]).toMatchObject({
      out: 'one.jpg',
      dir: 'sub',
      checksum: { algorithm: 'sha-256', hex: sha },
      headers: [['x-key', 'a=b']],
      source: 'list:1',
    });
    expect(requests[1]).toMatchObject({ out: undefined, headers: [], source: 'list:6' });
  });

  test('takes user name and password out of the URL, to be sent as a header', () => {
    const [request] = parseList('http://me:p%40ss@a.test/1#part', 'list').requests;
    expect(request?.url).toBe('http://a.test/1');
    expect(request?.headers).toEqual([['authorization', `Basic ${Buffer.from('me:p@ss').toString('base64')}`]]);
  });

  test('takes the same URL once and says where it stood, but twice under two names', () => {
    const { requests, notes } = parseList('http://a.test/1\nhttp://a.test/1#x\nhttp://a.test/1\n out=b', 'list');
    expect(requests).toHaveLength(2);
    expect(notes).toEqual(['list:2: the same URL as list:1; taken once']);
  });

  test('says which option of another program it leaves out', () => {
    expect(parseList('http://a.test/1\n split=5', 'list').notes).toEqual([
      'list:2: the option split is not known here and was left out',
    ]);
  });

  test.each([
    ['example.org/1', 'list:1: "example.org/1" is no URL; it must begin with http:// or https://'],
    ['http://a.test/1\n user-agent=☃', "list:2: a header is written as 'Name: value', in one line"],
    ['http://a.test/1\rhttp://a.test/2\r', 'list:1: several URLs on one line; write each on a line of its own'],
    ['http://a.test/1\r2', 'list:1: several URLs on one line'],
    ['ftp://a.test/1', 'list:1: "ftp://a.test/1" has the scheme ftp: where only http: and https: are known'],
    ['file:///etc/passwd', 'list:1: "file:///etc/passwd" has the scheme file: where'],
    ['http://a.test/1\n\n\tout', 'list:3:'],
    ['http://a.test/1\n  http://a.test/2?x=y', 'list:2: an indented line is an option of the URL above it'],
    ['http://a.test/1\n\thttps://a.test/2?x=y', 'list:2: an indented line is an option of the URL above it'],
    ['  out=x', 'list:1: an indented option with no URL above it'],
    ['http://a.test/1\thttp://b.test/1', 'list:1: several URLs on one line'],
    ['http://a.test/1 http://b.test/1', 'list:1: several URLs on one line; write each on a line of its own'],
    ['http://a.test/1\n checksum=crc32=00', 'list:2: the checksum "crc32" is not known'],
    ['http://a.test/1\n checksum=md5=00', 'list:2: a md5 checksum has 32 hex digits'],
    ['http://a.test/1\n header=no colon', "list:2: a header is written as 'Name: value'"],
    ['http://a.test/1\n header=Range: bytes=1-', 'list:2: the header range is set by forkful itself'],
    ['\u001b[31mred', 'list:1: "\\e[31mred" is no URL'],
  ])('refuses %j and names the line', (text, message) => {
    expect(() => parseList(text, 'list')).toThrow(message);
    expect(() => parseList(text, 'list')).toThrow(UsageError);
  });
});

describe('what is pasted or typed', () => {
  const pasted = (text: string) => parsePasted(text, 'pasted').requests.map((request) => request.url);

  test('may hold several URLs on a line, and be indented', () => {
    expect(pasted('http://a.test/1 https://a.test/2\thttp://a.test/3   HTTP://a.test/4\n  http://a.test/5')).toEqual([
      'http://a.test/1',
      'https://a.test/2',
      'http://a.test/3',
      'http://a.test/4',
      'http://a.test/5',
    ]);
  });

  test('keeps a blank within a URL, and options under it', () => {
    expect(pasted('http://a.test/a b.jpg')).toEqual(['http://a.test/a%20b.jpg']);
    const { requests } = parsePasted('http://a.test/1\n header=Referer: see http://b.test/', 'pasted');
    expect(requests).toMatchObject([{ headers: [['referer', 'see http://b.test/']] }]);
  });

  test('is refused whole where one of its URLs is none', () => {
    expect(() => pasted('http://a.test/1\nhttp://a.test/2 ftp://a.test/3')).toThrow('pasted:2: "ftp://a.test/3" has');
    expect(() => pasted('see http://a.test/2')).toThrow('pasted:1: "see http://a.test/2" is no URL');
    expect(() => pasted('http://a.test/1 and http://a.test/2')).toThrow('pasted:1: "and" is no URL');
  });

  test('may be a very long line of many URLs, or of blanks', () => {
    expect(pasted('http://a.test/1 '.repeat(60_000))).toEqual(['http://a.test/1']);
    expect(pasted(' '.repeat(60_000))).toEqual([]);
  });
});

describe('a file that is no list', () => {
  const refused = (...pieces: (string | Uint8Array)[]) => expect(readList(chunks(...pieces), 'x')).rejects;

  test('binary data is refused with its line', async () => {
    await refused('http://a.test/1\n', Buffer.from([0xff, 0xd8, 0, 1])).toThrow('x:2: holds a zero byte');
    await refused('http://a.test/1\nhttp://a.test/\xe9\n', Buffer.from([0xe9, 0x0a])).toThrow('x:3: is not UTF-8');
    await refused(Buffer.from('http://a.test/1', 'utf16le')).toThrow('UTF-16');
  });

  test('a line of 100 MB is refused after its first 64 KB', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; given < 100; given += 1) yield Buffer.alloc(2 ** 20, 'a');
    }
    await expect(readList(endless(), 'x')).rejects.toThrow('x:1: the line is longer than 64 KB');
    expect(given).toBeLessThan(3);
  });

  test('lines cut anywhere between two chunks are the same lines', async () => {
    const text = 'http://a.test/é1\nhttp://a.test/2\n  out=ü.jpg\n';
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      const { requests } = await readList(chunks(bytes.subarray(0, at), bytes.subarray(at)), 'x');
      expect(requests).toEqual(parseList(text, 'x').requests);
    }
  });
});
