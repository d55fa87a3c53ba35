import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Screen } from './screen.ts';

export interface Kept {
  /** Titles of the panes that only watch. */
  readonly watching: readonly string[];
  /** False where news may stand in the last line at any time. */
  readonly footer?: boolean;
}

/**
 * Holds what a screen shows to a file beside the tests, as a person would read it; `UPDATE=1` renews it. What differs
 * from run to run keeps its columns and loses its digits; the figures of panes that only watch are left out.
 * @param name below test/e2e/screens/, without `.txt`
 */
export async function expectScreen(screen: Screen, name: string, { watching, footer = true }: Kept): Promise<void> {
  const path = fileURLToPath(new URL(`../e2e/screens/${name}.txt`, import.meta.url));
  const shown = (): string => `${steady(screen.lines().slice(0, footer ? undefined : -1), watching).join('\n')}\n`;
  if (process.env.UPDATE !== undefined) {
    // A frame may be half on the screen: kept is what stays for a while.
    for (let before = ''; before !== shown(); await delay(400)) before = shown();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, shown());
    return;
  }
  const kept = readFileSync(path, 'utf8');
  // Two frames may be needed until everything stands.
  await screen.waitFor(() => shown() === kept, { timeoutMs: 5000 }).catch(() => expect(shown()).toBe(kept));
}

function steady(lines: readonly string[], watching: readonly string[]): string[] {
  const masked = watching.reduce((now, title) => withoutFigures(now, title), lines);
  return masked.map((line) => varying.reduce((text, [pattern, mask]) => text.replace(pattern, mask), line).trimEnd());
}

const hashes = (text: string): string => text.replace(/\d/g, '#');
const points = (text: string): string => '·'.repeat(text.length);
const rule = (text: string): string => '━'.repeat(text.length);
const adopter = (text: string): string => text.replace(/^\d+/, '(pid)').trimEnd().padEnd(text.length);
const pid = (text: string): string => '(pid)'.padEnd(text.length);

/** At the right end of the first line: what it is longer than usual it takes from the gap before it. */
const scanTime = (text: string): string => {
  const count = /\d+/.exec(text)?.[0] ?? '';
  return `${hashes(count)} files scanned in #:##`.padStart(text.length);
};

const varying: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/ +\d+ files scanned in [\d.:]+(?: m?s)?/g, scanTime],
  [/\d\d:\d\d:\d\d|\d+:\d\d\b|\d{4}-\d\d-\d\d|127\.0\.0\.1:\d+/g, hashes],
  // Of a process: its number, state, share of a core, memory and age.
  [/ +\d+ (?:sleeping|running|on disk|idle|orphan)? *[SRDIO] +\d+ % +[\d.]+ [KMG]?B(?: +[\d:]+)?/g, points],
  [/ +\d+ (?:zombie )?Z of \S+ \(\d+\) */g, points],
  [/ {2,}\d+(?= (?:zombie|orphan) )/g, points],
  [/(?<=sleep )\(\d+\) */g, pid],
  [/(?<=adopted by )\d+: [^│┃]*/g, adopter],
  [/(?<=Signal to ).*(?= ?┓[┃┓])|(?<=Signal to ).*?(?= ?┓)/g, points],
  [/[◰◳◲◱]/g, () => ' '],
  [/(?<=done in )[\d.:]+(?: m?s)? */g, points],
  [/(?<=5 Log ).*(?=━┓)|(?<=1 Processes ).*(?:zombie|orphan).*(?=━┓)/g, rule],
  [/[\d.]+ ms\b/g, points],
];

/** Empties a box or a line that shows the state of the machine: nothing of it is the same twice. */
function withoutFigures(lines: readonly string[], title: string): string[] {
  const changed = [...lines];
  const row = lines.findIndex((line) => line.includes(` ${title} `));
  const top = lines[row];
  if (top === undefined) return changed;
  const at = top.indexOf(` ${title} `);
  const left = Math.max(top.lastIndexOf('╭', at), top.lastIndexOf('┏', at));
  const end = top.slice(at).search(/[╮┓]|$/) + at;
  const rule = top[left] === '┏' ? '━' : '─';
  const head = at + title.length + 2;
  changed[row] = top.slice(0, head) + rule.repeat(end - head) + top.slice(end);
  if (left < 0) return changed;
  for (let below = row + 1; /[│┃]/.test(lines[below]?.charAt(left) ?? ''); below += 1) {
    const line = lines[below] ?? '';
    changed[below] = line.slice(0, left + 1) + ' '.repeat(end - left - 1) + line.slice(end);
  }
  return changed;
}
