/**
 * `npm run bench -- ui`: what the screen costs. First frame and key to painted row are seen from the other side of a
 * pseudo-terminal; CPU is user and system time of the screen's own process.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../support/bundle.ts';
import { keys } from '../support/keys.ts';
import { type Pty, startPty } from '../support/pty.ts';
import { removeTree } from '../support/remove-tree.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function run(args: string[]): Promise<void> {
  const short = args.includes('--short');
  const sample = await bundle('sample-screen.ts');
  try {
    await firstFrame(short ? 3 : 9);
    await withScreen(sample.path, 'idle', (pty) => cpu(pty, 'idle, figures once a second', short ? 5 : 20));
    await withScreen(sample.path, 'busy', (pty) => cpu(pty, 'busy: a scan and 9 downloads', short ? 5 : 20));
    await withScreen(sample.path, 'busy', (pty) => keyToRow(pty, 'while a scan runs', short ? 60 : 300));
    await withScreen(sample.path, 'many', (pty) => keyToRow(pty, 'in a million rows', short ? 60 : 300));
  } finally {
    sample.remove();
  }
}

/** The built program on an empty folder, against `node -e 0` in the same minute. */
async function firstFrame(times: number): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'forkful-bench-'));
  const folder = mkdtempSync(join(tmpdir(), 'forkful-bench-'));
  writeFileSync(join(folder, 'a'), 'a');
  const [bare, frame]: [number[], number[]] = [[], []];
  for (let time = 0; time <= times; time += 1) {
    const nodeFrom = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    const nodeMs = performance.now() - nodeFrom;
    const from = performance.now();
    const pty = startPty({
      args: [join(root, 'bin/forkful.js'), folder],
      env: { HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home },
    });
    await pty.waitFor('3 Duplicates');
    const frameMs = performance.now() - from;
    pty.press(keys.ctrl('c'));
    await pty.exited;
    await pty.close();
    // The first start fills the compile cache.
    if (time === 0) continue;
    bare.push(nodeMs);
    frame.push(frameMs);
  }
  removeTree(home);
  removeTree(folder);
  const [node, screen] = [median(bare), median(frame)];
  print('first frame', `${ms(screen)}; node -e 0 ${ms(node)}; after it ${ms(screen - node)} (at most 120 ms)`);
}

async function cpu(pty: Pty, what: string, seconds: number): Promise<void> {
  await pause(3000);
  const [from, spent, bytes] = [performance.now(), cpuMs(pty.pid), pty.screen.written.length];
  await pause(seconds * 1000);
  const elapsed = performance.now() - from;
  const share = ((cpuMs(pty.pid) - spent) / elapsed) * 100;
  const paints = pty.screen.written.slice(bytes).split('\x1b[?2026h').length - 1;
  print(what, `${share.toFixed(1)} % of a core, ${((paints * 1000) / elapsed).toFixed(1)} paints a second`);
}

/** From the write of a key to the selected row being another one. */
async function keyToRow(pty: Pty, where: string, times: number): Promise<void> {
  await pause(2000);
  pty.press('3');
  const took: number[] = [];
  const selected = (): string => pty.screen.lines().find((line) => line.includes('▌') && line.includes('IMG_')) ?? '';
  for (let time = 0; time < times; time += 1) {
    const before = pty.screen.written.length;
    const from = performance.now();
    pty.press(time % 40 < 20 ? 'j' : 'k');
    await pty.waitFor((screen) => screen.written.length > before && selected() !== '');
    took.push(performance.now() - from);
    await pause(15);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): string => ms(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
  print(`key to painted row ${where}`, `median ${at(0.5)}, p99 ${at(0.99)} (at most 50 ms)`);
}

async function withScreen(path: string, scene: string, measure: (pty: Pty) => Promise<void>): Promise<void> {
  const pty = startPty({ args: [path, scene, '--tick'] });
  try {
    await pty.waitFor(/groups|comparing/);
    await measure(pty);
    pty.press(keys.ctrl('c'));
    await pty.exited;
  } finally {
    await pty.close();
  }
}

// User and system time in ticks of 10 ms (proc(5), stat fields 14 and 15).
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(36)} ${figures}\n`);
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time));
}
