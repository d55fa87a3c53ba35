/**
 * `npm run bench -- scan-groups [--short] [FOLDER…]`: do forkful and its peers find the same groups? On the folders given,
 * or on packages of this machine, node_modules, a git history, and the trees of trees.ts. Every difference is printed with
 * its paths; ends with 1 where forkful stands against peers that agree. Explanations: scan.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fromBytes, toText } from '../../src/base/byte-path.ts';
import { formatCount, formatElapsed, plural } from '../../src/base/quantities.ts';
import { type Finder, finders, type Groups, groupsOf } from './finder-groups.ts';
import { treeFolder, trees } from './trees.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { short: { type: 'boolean' } },
  });
  const out = mkdtempSync(join(tmpdir(), 'forkful-bench-groups-'));
  try {
    const folders = positionals.length > 0 ? positionals : values.short ? [join(project, 'node_modules')] : usual(out);
    const present = finders.filter(
      ({ command }) => spawnSync('sh', ['-c', `command -v "${command('.', out)[0]}"`]).status === 0,
    );
    for (const folder of folders) if (!compareOn(folder, present, out)) process.exitCode = 1;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function usual(out: string): string[] {
  const { small, pages, photos, twins, alike } = trees;
  const made = [small, pages, photos, twins, alike, trees['alike-spot']].map(treeFolder);
  return [
    ...['/usr/share', '/usr/lib'].filter((folder) => existsSync(folder)),
    join(project, 'node_modules'),
    gitHistory(join(out, 'git')),
    ...made,
  ];
}

/** Every object of this project's history in a file of its own, and its first, middle and last commit checked out. */
function gitHistory(folder: string): string {
  const git = (at: string, args: readonly string[], input?: Buffer) =>
    execFileSync('git', ['-C', at, ...args], { input, maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'ignore'] });
  const objects = join(folder, 'objects');
  mkdirSync(objects, { recursive: true });
  git(objects, ['init', '-q', '--bare']);
  git(
    objects,
    ['unpack-objects', '-q'],
    git(project, ['pack-objects', '--revs', '--stdout', '-q'], Buffer.from('HEAD\n')),
  );
  const commits = git(project, ['rev-list', '--reverse', 'HEAD']).toString().trim().split('\n');
  for (const place of [0, 0.5, 1]) {
    const commit = commits[Math.floor(place * (commits.length - 1))] ?? 'HEAD';
    const checkout = join(folder, `at-${place}`);
    mkdirSync(checkout);
    execFileSync('tar', ['-x', '-C', checkout], { input: git(project, ['archive', commit]) });
  }
  return folder;
}

/** @returns false where all peers agree with each other and not with forkful */
function compareOn(folder: string, present: readonly Finder[], out: string): boolean {
  say(`\n${folder}`);
  const found = new Map<string, Groups>();
  for (const finder of present) {
    const started = performance.now();
    const groups = groupsOf(finder, folder, out);
    found.set(finder.name, groups);
    say(
      `  ${finder.name.padEnd(8)} ${formatCount(groups.size).padStart(7)} groups in ${formatElapsed(performance.now() - started)}`,
    );
  }
  const ours = found.get('forkful') ?? new Map();
  const verdicts = [...found]
    .filter(([name]) => name !== 'forkful')
    .map(([name, theirs]) => tellDifferences(name, ours, theirs));
  const peersAgree =
    new Set([...found].filter(([name]) => name !== 'forkful').map(([, groups]) => [...groups.keys()].sort().join()))
      .size === 1;
  return verdicts.every(Boolean) || !peersAgree;
}

function tellDifferences(name: string, ours: Groups, theirs: Groups): boolean {
  const missing = [...theirs].filter(([inodes]) => !ours.has(inodes));
  const further = [...ours].filter(([inodes]) => !theirs.has(inodes));
  if (missing.length + further.length === 0) {
    say(`  the same as ${name}`);
    return true;
  }
  say(`  not as ${name}: ${plural(missing.length, 'group')} of its own, ${further.length} of ours`);
  for (const [, paths] of missing) tellGroup(`${name} alone`, paths);
  for (const [, paths] of further) tellGroup('forkful alone', paths);
  return false;
}

function tellGroup(who: string, paths: readonly string[]): void {
  say(`    ${who}:`);
  for (const path of paths) say(`      ${toText(fromBytes(Buffer.from(path, 'latin1')))}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
