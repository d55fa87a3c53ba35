import { expect, test } from 'vitest';
import { type BytePath, fromText } from '../../../src/base/byte-path.ts';
import { csvFormat } from '../../../src/cli/formats/csv.ts';
import { fdupesFormat } from '../../../src/cli/formats/fdupes.ts';
import { foldersFormat } from '../../../src/cli/formats/folders.ts';
import { humanFormat } from '../../../src/cli/formats/human.ts';
import { jsonFormat } from '../../../src/cli/formats/json.ts';
import { ReportBuilder, type ReportFormat } from '../../../src/cli/scan-report.ts';
import type { DuplicateGroup, ScannedFile } from '../../../src/duplicates/types.ts';
import { optionsFor } from '../../duplicates/scanning.ts';

function file(path: BytePath, more: Partial<ScannedFile> = {}): ScannedFile {
  const identity = { dev: 1n, ino: 2n ** 63n, size: 10, mtimeNs: 1_700_000_000_123_456_789n, ctimeNs: 0n };
  return { path, ...identity, reference: false, links: [], ...more };
}

const strange = 'caf\xe9\n\x1b[31m' as BytePath;
const small: DuplicateGroup = { size: 10, hash: '00aa', files: [file(fromText('a')), file(strange)] };
const large: DuplicateGroup = {
  size: 99,
  hash: '00bb',
  files: [file(fromText('keep "me"'), { links: [fromText('link')] }), file(fromText('b')), file(fromText('c'))],
};

function written(format: ReportFormat): Buffer {
  const builder = new ReportBuilder(optionsFor(['/root']));
  builder.take({ kind: 'groups', groups: [small, large] });
  builder.take({ kind: 'problems', problems: [{ path: strange, code: 'EACCES', message: 'permission denied' }] });
  const pieces: Uint8Array[] = [];
  format(builder.build(undefined), (piece) => pieces.push(Buffer.from(piece)));
  return Buffer.concat(pieces);
}

test('fdupes: raw bytes, largest gain first, an empty line after each group', () => {
  expect(written(fdupesFormat).toString('latin1')).toBe(`keep "me"\nb\nc\n\na\n${strange}\n\n`);
});

test('json: valid, exact numbers as strings, bytes beside names that are no text', () => {
  const report = JSON.parse(written(jsonFormat).toString('utf8'));
  expect(report).toMatchObject({ version: 1, roots: ['/root'], algorithm: 'xxh3-128' });
  expect(report.groups.map(({ size }: { size: number }) => size)).toEqual([99, 10]);
  expect(report.groups[0].files[0]).toEqual({
    path: 'keep "me"',
    dev: '1',
    ino: '9223372036854775808',
    mtimeNs: '1700000000123456789',
    reference: false,
    links: ['link'],
  });
  expect(Buffer.from(report.groups[1].files[1].pathBase64, 'base64').toString('latin1')).toBe(strange);
  expect(report.errors).toMatchObject([{ code: 'EACCES', message: 'permission denied' }]);
  expect(report.stats).toMatchObject({ groups: 2, redundantFiles: 3, redundantBytes: 208 });
});

test('csv: a row a name, quoted where needed', () => {
  const lines = written(csvFormat).toString('utf8').split('\r\n');
  expect(lines[1]).toBe('1,99,00bb,"keep ""me""",,1,9223372036854775808,1700000000123456789,false,');
  expect(lines[2]).toContain(',link,');
  expect(lines[2]?.endsWith('"keep ""me"""')).toBe(true);
});

test('folders: what each could lose, then what two of them share', () => {
  const groups = [
    { size: 2048, hash: '00cc', files: ['/root/a/1', '/root/b/1', '/root/b/2'].map((path) => file(fromText(path))) },
  ];
  const builder = new ReportBuilder(optionsFor(['/root']));
  builder.take({ kind: 'groups', groups });
  let text = '';
  foldersFormat(builder.build(undefined), (piece) => {
    text += Buffer.from(piece).toString('utf8');
  });
  expect(text.split('\n').slice(0, 6)).toEqual([
    '  4.0 KB       2 files  /root',
    '  4.0 KB       2 files  /root/b',
    '  2.0 KB        1 file  /root/a',
    '',
    '  2.0 KB        1 file  /root/a  =  /root/b',
    '',
  ]);
});

test('human: nothing in a name reaches the terminal as a command', () => {
  const text = written(humanFormat(false)).toString('utf8');
  expect(text).toContain('3 × 99 B  198 B to gain');
  expect(text).not.toContain('\u001b');
  expect(text).toContain('\\n\\e[31m');
});
