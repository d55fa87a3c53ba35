import {
  appendFileSync,
  type BigIntStats,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { HashStore } from '../../src/catalogue/hashes.ts';
import { openCatalogue } from '../../src/catalogue/open.ts';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';
import { pathsOf, scanned } from './scanning.ts';

let stateDir = '';
const before = process.env.FORKFUL_STATE_DIR;

beforeEach(() => {
  stateDir = tempDir();
  process.env.FORKFUL_STATE_DIR = stateDir;
});

afterEach(() => {
  if (before === undefined) delete process.env.FORKFUL_STATE_DIR;
  else process.env.FORKFUL_STATE_DIR = before;
});

/** Time stamps settle when they are older than the coarsest clock; ctime cannot be set back, so the test waits. */
async function settled(dir: string, last = 'x/d'): Promise<void> {
  const newest = Math.max(...['a', 'b', 'c', last].map((name) => statSync(join(dir, name)).ctimeMs));
  while (Date.now() < newest + 2_050) await new Promise((resolve) => setTimeout(resolve, 25));
}

const size = 300_000;

function tree(): string {
  const dir = tempDir();
  mkdirSync(join(dir, 'x'));
  writeFileSync(join(dir, 'a'), Buffer.alloc(size, 'forkful'));
  writeFileSync(join(dir, 'b'), Buffer.alloc(size, 'forkful'));
  writeFileSync(join(dir, 'c'), 'small');
  writeFileSync(join(dir, 'x/d'), 'small');
  return dir;
}

const groups = [
  ['a', 'b'],
  ['c', 'x/d'],
];

describe('a second scan', () => {
  test('of an unchanged tree reads nothing and finds the same', async () => {
    const dir = tree();
    await settled(dir);
    const first = await scanned([dir], { catalogue: true });
    const second = await scanned([dir], { catalogue: true });
    expect(first.stats.hashedBytes).toBeGreaterThan(2 * size);
    expect(second.stats).toMatchObject({ hashedBytes: 0, cachedFiles: 4 });
    expect(second.groups).toEqual(first.groups);
    expect(pathsOf(second, dir)).toEqual(groups);
  });

  test('of an unchanged tree writes nothing, of one that was moved where it is now, and after a day that it was seen', async () => {
    const dir = tree();
    await settled(dir);
    await scanned([dir], { catalogue: true });
    using database = openCatalogue();
    const version = () => Number(database.prepare('PRAGMA data_version').get()?.data_version);
    const first = version();
    await scanned([dir], { catalogue: true });
    expect(version()).toBe(first);

    const moved = `${dir}-moved`;
    renameSync(dir, moved);
    onTestFinished(() => rmSync(moved, { recursive: true, force: true }));
    await scanned([moved], { catalogue: true });
    const paths = () =>
      database
        .prepare('SELECT path FROM folder_paths')
        .all()
        .map(({ path }) => String(Buffer.from(path as Uint8Array)));
    expect(paths().sort()).toEqual([moved, join(moved, 'x')]);

    const seen = () => Number(database.prepare('SELECT min(seen) AS seen FROM folder_hashes').get()?.seen);
    const before = seen();
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 25 * 3600 * 1000);
    onTestFinished(() => now.mockRestore());
    expect((await scanned([moved], { catalogue: true })).stats).toMatchObject({ hashedBytes: 0, cachedFiles: 4 });
    expect(seen()).toBeGreaterThan(before + 24 * 3600 * 1000);
  });

  test('trusts nothing that changed, and nothing under other algorithms', async () => {
    const dir = tree();
    await settled(dir);
    await scanned([dir], { catalogue: true });
    const { mtimeMs, atimeMs } = statSync(join(dir, 'b'));
    const other = Buffer.alloc(size, 'forkful');
    other.write('!', size / 3);
    writeFileSync(join(dir, 'b'), other);
    // Same size, same inode, and the mtime put back: only ctime tells.
    utimesSync(join(dir, 'b'), atimeMs / 1000, mtimeMs / 1000);
    const second = await scanned([dir], { catalogue: true });
    expect(pathsOf(second, dir)).toEqual([['c', 'x/d']]);
    expect((await scanned([dir], { catalogue: true, algorithm: 'sha256' })).stats.cachedFiles).toBe(0);
  });

  test('does not trust a file whose times were fresh when it was read', async () => {
    const dir = tree();
    await scanned([dir], { catalogue: true });
    const second = await scanned([dir], { catalogue: true });
    expect(second.stats.cachedFiles).toBe(0);
    expect(pathsOf(second, dir)).toEqual(groups);
  });

  test('goes on knowing what was not asked for in between', async () => {
    const dir = tree();
    await settled(dir);
    await scanned([dir], { catalogue: true });
    expect((await scanned([dir], { catalogue: true, minSize: 1_000 })).stats.cachedFiles).toBe(2);
    expect((await scanned([dir], { catalogue: true })).stats).toMatchObject({ hashedBytes: 0, cachedFiles: 4 });
  });

  test('finds its way among added, renamed and removed files', async () => {
    const dir = tree();
    await settled(dir);
    await scanned([dir], { catalogue: true });
    renameSync(join(dir, 'a'), join(dir, 'zz'));
    writeFileSync(join(dir, 'aa'), Buffer.alloc(size, 'forkful'));
    rmSync(join(dir, 'c'));
    const second = await scanned([dir], { catalogue: true });
    expect(pathsOf(second, dir)).toEqual([['aa', 'b', 'zz']]);
    // A rename changes the ctime.
    expect(second.stats.cachedFiles).toBe(2);
  });
});

describe('the catalogue never costs a scan', () => {
  test('a damaged one is set aside with a message', async () => {
    const dir = tree();
    const notices: string[] = [];
    writeFileSync(join(stateDir, 'catalogue.sqlite'), Buffer.alloc(50_000, 'no database'));
    const result = await scanned([dir], { catalogue: true }, (text) => notices.push(text));
    expect(pathsOf(result, dir)).toEqual(groups);
    expect(notices.join()).toMatch(/damaged; it was set aside/);
  });

  test('one that is damaged within is set aside, with a word and not with hundreds', async () => {
    const dir = tree();
    for (let folder = 0; folder < 150; folder += 1) {
      mkdirSync(join(dir, `more-${folder}`));
      for (const name of ['p', 'q']) writeFileSync(join(dir, `more-${folder}`, name), `content of ${folder}`);
    }
    await settled(dir, 'more-149/q');
    const first = await scanned([dir], { catalogue: true });
    const path = join(stateDir, 'catalogue.sqlite');
    const bytes = readFileSync(path);
    expect(bytes.length).toBeGreaterThan(80_000);
    // The pages of the schema stay: the file can be opened, and its tables cannot be read.
    writeFileSync(path, Buffer.concat([bytes.subarray(0, 40_960), Buffer.alloc(bytes.length - 40_960, 0x5a)]));
    const notices: string[] = [];
    const second = await scanned([dir], { catalogue: true }, (text) => notices.push(text));
    expect(pathsOf(second, dir)).toEqual(pathsOf(first, dir));
    expect(notices).toEqual([
      expect.stringContaining('could not be used: database disk image is malformed'),
      expect.stringContaining('is damaged; it was set aside'),
    ]);
    await scanned([dir], { catalogue: true }, (text) => notices.push(text));
    expect((await scanned([dir], { catalogue: true })).stats).toMatchObject({ hashedBytes: 0, cachedFiles: 304 });
    expect(notices).toHaveLength(2);
  });

  test('a digest in which a bit has flipped is not believed', async () => {
    const dir = tree();
    await settled(dir);
    const { groups: found } = await scanned([dir], { catalogue: true });
    const path = join(stateDir, 'catalogue.sqlite');
    const bytes = readFileSync(path);
    const digest = Buffer.from(found.find((group) => group.size === size)?.hash ?? '', 'hex');
    // Another one in each place: those of equal files would no longer be equal.
    let bit = 1;
    for (let at = bytes.indexOf(digest); at >= 0; at = bytes.indexOf(digest, at + 16)) {
      bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
      bit *= 2;
    }
    expect(bit).toBeGreaterThan(2);
    writeFileSync(path, bytes);
    const second = await scanned([dir], { catalogue: true });
    expect(second.groups).toEqual(found);
  });

  test('one of a newer forkful is set aside with a message', async () => {
    const dir = tree();
    const newer = openCatalogue();
    newer.exec('PRAGMA user_version = 9999');
    newer.close();
    const notices: string[] = [];
    expect(pathsOf(await scanned([dir], { catalogue: true }, (text) => notices.push(text)), dir)).toEqual(groups);
    expect(notices).toEqual([expect.stringMatching(/made by a newer forkful; it was set aside as .* a new one begun/)]);
  });

  test('a blob that is none is not believed', async () => {
    const dir = tree();
    const { dev, ino } = statSync(dir, { bigint: true });
    const database = openCatalogue();
    new HashStore(database, 'xxh3-128').save([[{ dev, ino }, Buffer.alloc(777, 7)]], [], Date.now());
    database.close();
    expect(pathsOf(await scanned([dir], { catalogue: true }), dir)).toEqual(groups);
  });

  test('where none can be made the scan goes on without', async () => {
    const dir = tree();
    appendFileSync(join(stateDir, 'file'), 'in the way');
    process.env.FORKFUL_STATE_DIR = join(stateDir, 'file', 'state');
    const notices: string[] = [];
    const result = await scanned([dir], { catalogue: true }, (text) => notices.push(text));
    expect(pathsOf(result, dir)).toEqual(groups);
    expect(notices.join()).toMatch(/without the catalogue/);
  });

  test('two scans at once leave a whole one', async () => {
    const [dir, other] = [tree(), tree()];
    await settled(other);
    await Promise.all([dir, other, dir].map((each) => scanned([each], { catalogue: true })));
    expect((await scanned([dir], { catalogue: true })).stats.cachedFiles).toBe(4);
    expect((await scanned([other], { catalogue: true })).stats.cachedFiles).toBe(4);
  });

  test('and so do two programs at once', async () => {
    const dir = tree();
    await settled(dir);
    const flags = ['scan', '--hidden', '--format', 'fdupes', dir];
    const runs = await Promise.all([1, 2, 3].map(() => runProgram(flags, { env: { FORKFUL_STATE_DIR: stateDir } })));
    const [first] = runs;
    for (const { code, stdout, stderr } of runs) {
      expect([code, stderr, String(stdout)]).toEqual([0, '', String(first?.stdout)]);
    }
    expect((await scanned([dir], { catalogue: true })).stats).toMatchObject({ hashedBytes: 0, cachedFiles: 4 });
  });

  test('--no-catalogue touches nothing', async () => {
    const dir = tree();
    await scanned([dir], { catalogue: false });
    expect(() => readFileSync(join(stateDir, 'catalogue.sqlite'))).toThrow(/ENOENT/);
  });
});

describe('growth is bounded', () => {
  const key = (ino: number) => ({ dev: 2n ** 63n + 1n, ino: BigInt(ino) });
  const day = 24 * 3600 * 1000;
  const remembered = (store: HashStore, inos: readonly number[]) =>
    inos.filter((ino) => store.get(key(ino)) !== undefined);

  test('what no scan has seen for three months is forgotten', () => {
    using database = openCatalogue();
    const store = new HashStore(database, 'md5');
    const blob = Buffer.from('x');
    store.save(
      [
        [key(1), blob],
        [key(2), blob],
      ],
      [],
      1 * day,
    );
    store.save([], [key(2)], 80 * day);
    store.save([[key(3), blob]], [], 100 * day);
    expect(remembered(store, [1, 2, 3])).toEqual([2, 3]);
  });

  test('deleted and moved files leave it', async () => {
    const dir = tree();
    await settled(dir);
    await scanned([dir], { catalogue: true });
    const bytesOf = ({ dev, ino }: BigIntStats): number => {
      using database = openCatalogue();
      return new HashStore(database, 'xxh3-128').get({ dev, ino })?.files.length ?? -1;
    };
    const [top, below] = [dir, join(dir, 'x')].map((path) => statSync(path, { bigint: true }));
    if (top === undefined || below === undefined) throw new Error('no tree');
    const [before, one] = [bytesOf(top), bytesOf(below)];
    expect(before).toBe(3 * one);
    rmSync(join(dir, 'a'));
    renameSync(join(dir, 'b'), `${dir}-elsewhere`);
    onTestFinished(() => rmSync(`${dir}-elsewhere`));
    rmSync(join(dir, 'x'), { recursive: true });
    await scanned([dir], { catalogue: true });
    expect(bytesOf(top)).toBe(one);
    // A folder that is gone may only be out of sight: it goes when no scan has met it for long.
    expect(bytesOf(below)).toBe(one);
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 91 * day);
    onTestFinished(() => now.mockRestore());
    await scanned([dir], { catalogue: true });
    expect([bytesOf(top), bytesOf(below)]).toEqual([one, -1]);
  });

  test('of too many the longest unseen go first', () => {
    using database = openCatalogue();
    const store = new HashStore(database, 'md5');
    const blob = Buffer.from('x');
    for (let ino = 1; ino <= 5; ino += 1) store.save([[key(ino), blob]], [], ino * day, { most: 3 });
    expect(remembered(store, [1, 2, 3, 4, 5])).toEqual([3, 4, 5]);
  });
});
