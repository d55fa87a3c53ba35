import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/table.ts';
import { keysAsMarkdown } from '../../src/ui/keymap/markdown.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = `${root}/README.md`;

test('the README lists the keys of the key table (UPDATE=1 npm test writes them)', () => {
  const text = readFileSync(path, 'utf8');
  const wanted = text.replace(/(<!-- keys -->\n).*?(<!-- \/keys -->)/s, `$1\n${keysAsMarkdown()}\n\n$2`);
  if (process.env.UPDATE === '1') writeFileSync(path, wanted);
  else expect(text).toBe(wanted);
});

test('the README names every command, and no other', () => {
  const text = readFileSync(path, 'utf8');
  const named = [...text.matchAll(/`forkful ([a-z]+)/g)].map((match) => match[1]);
  const known = commands.map((row) => row.name).filter((name) => name !== 'screen');
  expect([...new Set(named)].sort()).toEqual([...known].sort());
});

test.each(['README.md', 'ARCHITECTURE.md'])('what %s points to is there', (name) => {
  const text = readFileSync(`${root}/${name}`, 'utf8');
  const targets = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');
  for (const target of targets) expect([target, existsSync(`${root}/${target}`)]).toEqual([target, true]);
});
