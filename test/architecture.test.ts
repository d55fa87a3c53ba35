import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Source {
  /** `ui/panes/log.tsx`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const src = fileURLToPath(new URL('../src/', import.meta.url));
const sources: readonly Source[] = globSync('**/*.{ts,tsx}', { cwd: src }).map((path) => {
  const text = readFileSync(src + path, 'utf8');
  const imports = [...text.matchAll(/(?:from|import) ?\(?'([^']+)'/g)].map((match) => match[1] ?? '');
  return { path, text, imports };
});

function offenders(breaks: (source: Source) => boolean): string[] {
  return sources.filter(breaks).map((source) => source.path);
}

const within = (...rooms: string[]) => {
  return ({ path }: Source) => rooms.some((room) => path === room || path.startsWith(`${room}/`));
};
const importing = (pattern: RegExp) => (source: Source) => source.imports.some((name) => pattern.test(name));

describe('what is never done', () => {
  test('there is code to look at', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(offenders(importing(/^ink$/))).not.toHaveLength(0);
  });

  test('only ui/ imports Ink or React', () => {
    const reacts = importing(/^(ink|react|ink-spinner|react\/.*)$/);
    expect(offenders((source) => reacts(source) && !within('ui')(source))).toEqual([]);
  });

  test('nothing but the two commands that draw imports ui/', () => {
    const usesUi = importing(/(^|\/)ui\//);
    const drawing = within('ui', 'cli/screen.ts', 'cli/commands/preview.ts');
    expect(offenders((source) => usesUi(source) && !drawing(source))).toEqual([]);
  });

  test('the store and the panes do no I/O', () => {
    const io = importing(/^(node:)?(fs|fs\/promises|child_process|net|http|https|worker_threads|sqlite)$|^undici$/);
    expect(offenders((source) => io(source) && within('store', 'ui/panes', 'ui/components')(source))).toEqual([]);
  });

  test('only orchestrator/ starts or signals processes of ours', () => {
    const starts = (source: Source) =>
      importing(/^node:child_process$/)(source) || /process\.kill\((?!\w+, 0\)|process\.pid)/.test(source.text);
    // The demo's zombie and orphan are no child of ours to supervise; ps(1) is asked on BSD. Ctrl-Z stops our own group.
    const allowed = within(
      'orchestrator',
      'demo/zombie.ts',
      'demo/orphan.ts',
      'system/process-identity.ts',
      'ui/suspend.ts',
    );
    expect(offenders((source) => starts(source) && !allowed(source))).toEqual([]);
  });

  test('rooms that only look at files never change one', () => {
    const writes =
      /\b(writeFile|unlink|rename|rmdir|rm|truncate|ftruncate|symlink|link|copyFile|chmod|utimes)(Sync)?\(/;
    // base/libc.ts names calls of the C library for those rooms that may use them.
    const looking = within('duplicates', 'preview', 'system', 'store', 'ui', 'session', 'base/byte-path.ts');
    expect(offenders((source) => looking(source) && writes.test(source.text))).toEqual([]);
  });

  test('workers never print', () => {
    const prints = /\bconsole\.|process\.std(out|err)\b/;
    const rooms = within(
      'download',
      'duplicates',
      'preview',
      'removal',
      'orchestrator',
      'catalogue',
      'system',
      'store',
      'demo',
    );
    expect(offenders((source) => rooms(source) && prints.test(source.text))).toEqual([]);
  });

  test('paths become text in one place', () => {
    // What /proc tells of a process is no path.
    const decodes = /Buffer\.from\([^)]*'latin1'\)\.toString\('utf-?8'\)/;
    expect(
      offenders((source) => decodes.test(source.text) && !within('base/byte-path.ts', 'system/proc')(source)),
    ).toEqual([]);
  });
});
