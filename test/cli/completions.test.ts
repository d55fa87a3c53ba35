import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completionScript } from '../../src/cli/completions.ts';
import { manPage } from '../../src/cli/man-page.ts';
import { commands } from '../../src/cli/table.ts';
import { tempDir } from '../support/temp-dir.ts';

function completeInBash(...words: string[]): string[] {
  const script = join(tempDir(), 'forkful.bash');
  writeFileSync(script, completionScript('bash'));
  const line = words.map((word) => `'${word}'`).join(' ');
  const code = `. '${script}'; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _forkful; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', code], { encoding: 'utf8', cwd: tempDir() }).split('\n').filter(Boolean);
}

test('bash completes commands, flags and values', () => {
  expect(completeInBash('forkful', 'de')).toEqual(['dedupe']);
  expect(completeInBash('forkful', 'scan', '--al')).toEqual(['--algorithm']);
  expect(completeInBash('forkful', 'scan', '--engine', 't')).toEqual(['threads']);
});

test('bash completes the values that a flag has with its own command', () => {
  for (const { name, options } of commands) {
    for (const { flags, choices } of options) {
      const [long] = /--[a-z-]+/.exec(flags) ?? [];
      if (choices === undefined || long === undefined) continue;
      expect(completeInBash('forkful', ...(name === 'screen' ? [] : [name]), long, '')).toEqual(choices);
    }
  }
});

test.each(['bash', 'zsh', 'fish'] as const)('%s completions name every command and flag', (shell) => {
  const script = completionScript(shell);
  for (const { name, options } of commands.filter((row) => row.name !== 'screen')) {
    expect(script).toContain(name);
    for (const { flags } of options) expect(script).toContain(/--([a-z-]+)/.exec(flags)?.[1]);
  }
});

test('the manual page names every command and flag, and no line of text begins a request by accident', () => {
  const page = manPage();
  for (const { name, options } of commands.filter((row) => row.name !== 'screen')) {
    expect(page).toContain(`.SS "${name}`);
    for (const { flags } of options) expect(page).toContain(flags.replace(/-/g, '\\-'));
  }
  const requests = page.split('\n').filter((line) => line.startsWith('.'));
  for (const line of requests) expect(line).toMatch(/^\.(TH|SH|SS|B|TP|PP|br)\b/);
});
