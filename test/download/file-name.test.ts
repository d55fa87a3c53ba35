import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPartName } from '../../src/base/own-names.ts';
import { nameOfDisposition, nameOfUrl, numberedName, safeName } from '../../src/download/file-name.ts';
import { partName } from '../../src/download/part-name.ts';

const controls = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/;

function isSafe(name: string): boolean {
  return (
    Buffer.byteLength(name) <= 255 &&
    name !== '' &&
    !/[/\\]/.test(name) &&
    !/^[.\s-]/.test(name) &&
    !/[.\s]$/.test(name) &&
    !controls.test(name) &&
    !isPartName(name)
  );
}

describe('a file name from a server', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\Windows\\win.ini', 'win.ini'],
    ['.bashrc', 'bashrc'],
    ['...hidden', 'hidden'],
    ['-rf', '_rf'],
    ['a\0b.jpg', 'ab.jpg'],
    ['a\nb\r.jpg', 'ab.jpg'],
    ['\u001b[31mred.jpg', '[31mred.jpg'],
    ['gpj.\u202eexe', 'gpj.exe'],
    ['con.jpg', '_con.jpg'],
    ['NUL', '_NUL'],
    ['com1.txt', '_com1.txt'],
    ['name.jpg. . ', 'name.jpg'],
    ['a<b>c:d"e|f?g*h.jpg', 'a_b_c_d_e_f_g_h.jpg'],
    ['cafe\u0301.jpg', 'caf\u00e9.jpg'],
    ['日本語.jpg', '日本語.jpg'],
    ['b.jpg.0123456789abcdef.part', 'b.jpg.0123456789abcdef_part'],
    ['b.jpg.0123456789ABCDEF.PART', 'b.jpg.0123456789ABCDEF_PART'],
    ['é.0123456789abcdef.part', 'é.0123456789abcdef_part'],
    ['movie.part', 'movie.part'],
    ['', undefined],
    ['.', undefined],
    ['..', undefined],
    ['///', undefined],
    ['\u200b', undefined],
  ])('%j becomes %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  test('is cut to what a file system takes, its extension kept, no character halved', () => {
    const name = safeName(`${'é'.repeat(300)}.jpeg`) ?? '';
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name.endsWith('é.jpeg')).toBe(true);
    expect(numberedName(name, 12).endsWith('é (12).jpeg')).toBe(true);
    expect(Buffer.byteLength(numberedName(name, 12))).toBeLessThanOrEqual(255);
  });

  test('is one safe component whatever it was', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom(...'./\\ \0-%2fé\u202e') }),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        for (const name of [
          safeName(text),
          nameOfUrl(`http://a.test/${text}`),
          nameOfDisposition(`attachment; filename="${text}"`),
        ]) {
          if (name !== undefined && !isSafe(name)) return false;
        }
        return true;
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the name in a URL', () => {
  test.each([
    ['http://a.test/x/photo%201.jpg?size=2', 'photo 1.jpg'],
    ['http://a.test/x%2f..%2fy', 'x_.._y'],
    ['http://a.test/%252e%252e', '%2e%2e'],
    ['http://a.test/%2e%2e%5cx', '_x'],
    ['http://a.test/caf%C3%A9', 'café'],
    ['http://a.test/caf%E9', 'café'],
    ['http://a.test/%', '%'],
    ['http://a.test/', undefined],
    ['http://a.test/x/', undefined],
  ])('%s gives %j', (url, name) => {
    expect(nameOfUrl(url)).toBe(name);
  });
});

describe('the name in Content-Disposition', () => {
  test.each([
    ['attachment; filename="a b.jpg"', 'a b.jpg'],
    ["attachment; filename=x.jpg; filename*=UTF-8''%e2%82%ac.jpg", '€.jpg'],
    ['attachment; filename="../../x.jpg"', 'x.jpg'],
    ["attachment; filename*=UTF-8''..%2f..%2fx.jpg", 'x.jpg'],
    [`attachment; filename="${Buffer.from('é.jpg').toString('latin1')}"`, 'é.jpg'],
    ['inline', undefined],
    ['attachment; filename=""', undefined],
    [undefined, undefined],
  ])('%j gives %j', (header, name) => {
    expect(nameOfDisposition(header)).toBe(name);
  });
});

describe('a part file', () => {
  const request = { url: 'http://a.test/photo.jpg', dir: undefined, out: undefined };

  test('shows what it belongs to, and is the same at each try', () => {
    expect(partName(request)).toMatch(/^photo\.jpg\.[0-9a-f]{16}\.part$/);
    expect(partName(request)).toBe(partName({ ...request }));
    expect(isPartName(partName(request))).toBe(true);
  });

  test('is another one for another URL, name or folder, and never too long', () => {
    const long = { ...request, url: `http://a.test/${'%C3%A9'.repeat(200)}` };
    const names = [request, { ...request, out: 'x.jpg' }, { ...request, dir: 'sub' }, long].map(partName);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  });
});
