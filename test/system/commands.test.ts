import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { childrenOf, startNegligentParent, startOrphan, startProcess, waitFor } from '../support/processes.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

interface JsonProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly role?: string;
  readonly zombie: boolean;
  readonly orphan: boolean;
}

async function ps(...flags: string[]): Promise<JsonProcess[]> {
  const { stdout, code } = await runProgram(['ps', '--json', ...flags]);
  expect(code).toBe(0);
  return (JSON.parse(stdout.toString()) as { processes: JsonProcess[] }).processes;
}

const onLinux = describe.skipIf(process.platform !== 'linux');

onLinux('forkful ps', () => {
  test('shows forkful itself, with every documented field and nothing of others', async () => {
    const processes = await ps();
    const own = processes.find(({ ppid }) => ppid === process.pid);
    expect(Object.keys(own ?? {})).toEqual([
      ...['pid', 'ppid', 'startTime', 'state', 'name', 'command', 'role'],
      ...['cpuPercent', 'rssBytes', 'threads', 'zombie', 'orphan'],
    ]);
    expect(own).toMatchObject({ role: 'forkful', startTime: expect.stringMatching(/^\d+$/) });
    expect(processes.some(({ pid }) => pid === process.pid || pid === 1)).toBe(false);
  });

  test('shows the threads of each process below it, in the table and in JSON', async () => {
    const { stdout } = await runProgram(['ps', '--threads']);
    expect(stdout.toString()).toMatch(/^ *(\d+) .*forkful[\s\S]*^ *\d+ +\1 .*┆ .* thread, [\d.]+ m?s of CPU in all$/m);
    const all = (await ps('--threads')) as (JsonProcess & { threads: number; threadList: { tid: number }[] })[];
    // Other tests may have one running at the same time.
    const own = all.find(({ ppid }) => ppid === process.pid);
    expect(own?.threadList).toHaveLength(own?.threads ?? 0);
    expect(own?.threadList[0]).toMatchObject({ tid: own?.pid, state: expect.any(String), cpuMs: expect.any(Number) });
  });

  test('shows another forkful that runs, with its role', async () => {
    const other = startProgram(['memory', '--wait', '900T']);
    await other.saw(/only/);
    expect(await ps()).toContainEqual(expect.objectContaining({ pid: other.pid, role: 'forkful' }));
    other.signal('SIGTERM');
    expect((await other.finished).code).toBe(143);
  });

  test('finds real zombies and orphans wherever they are', async () => {
    const { zombie, parent } = await startNegligentParent();
    const orphan = await startOrphan();
    expect(await ps('--zombies')).toContainEqual(expect.objectContaining({ pid: zombie, ppid: parent, zombie: true }));
    expect(await ps('--orphans')).toContainEqual(expect.objectContaining({ pid: orphan, orphan: true }));
    const all = await ps('--all');
    expect(all.map(({ pid }) => pid)).toEqual(expect.arrayContaining([1, process.pid, zombie, orphan]));

    const table = (await runProgram(['ps', '--zombies'])).stdout.toString();
    expect(table).toMatch(
      new RegExp(`^ *${zombie} +${parent} +zombie .* not waited for by sleep \\(${parent}\\)`, 'm'),
    );
  });

  test('writes no escape sequence into a pipe, whatever a process is called', async () => {
    const hostile =
      "require('fs').writeFileSync('/proc/self/comm', '\\u001b[2J\\u009b'); console.log(1); setInterval(() => {}, 1000)";
    const child = startProcess(process.execPath, ['-e', hostile, '\u001b]0;owned\u0007\nsecond line']);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const { stdout } = await runProgram(['ps', '--all']);
    const line = stdout
      .toString()
      .split('\n')
      .find((one) => one.trimStart().startsWith(`${child.pid} `));
    expect(line).toContain('\\e]0;owned\\x07\\nsecond line');
    expect(stdout.toString()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

onLinux('forkful reap', () => {
  // Only the parent that the test made: what else runs on this machine is not the test's.
  test('reminds the parent, for no init reaps below it (tini #138); where that does not help, says so, and ends it only when told', async () => {
    const { zombie, parent } = await startNegligentParent();
    const reminded = await runProgram(['reap', String(parent)]);
    expect(reminded.code).toBe(1);
    expect(reminded.stderr).toMatch(new RegExp(`sleep \\(${parent}\\): asked to wait for 1 zombie \\(SIGCHLD\\)`));
    const row = `\\n *${zombie} +${parent} +zombie `;
    expect(reminded.stdout.toString()).toMatch(new RegExp(`^before: [^]*${row}[^]*\\nafter: [^]*${row}`));

    expect(await runProgram(['reap', '--end-parent'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect((await ps('--zombies')).some(({ pid }) => pid === zombie)).toBe(true);

    const ended = await runProgram(['reap', String(parent), '--end-parent', '--yes']);
    expect(ended.stderr).toMatch(`sleep (${parent}): told to end (SIGTERM)`);
    expect((await ps('--zombies')).some(({ pid }) => pid === zombie)).toBe(false);
  });

  test.skipIf(!existsSync('/usr/bin/perl'))(
    'a parent that waits when it is reminded keeps its life (needs perl)',
    async () => {
      // Shells wait by themselves, and so does node; this one starts to listen only when its child is a zombie already.
      const code = 'if (!fork) { exit } <STDIN>; $SIG{CHLD} = sub { wait }; $| = 1; print 1; sleep 1 while 1';
      const parent = startProcess('perl', ['-e', code], process.env, 'pipe');
      const zombie = await waitFor(() => zombieOf(parent.pid));
      parent.stdin?.write('go\n');
      await new Promise((resolve) => parent.stdout?.once('data', resolve));
      const { stdout } = await runProgram(['reap', String(parent.pid)]);
      expect(stdout.toString()).toMatch(new RegExp(`^before: [^]*\\n *${zombie} +${parent.pid} +zombie `));
      expect(stdout.toString()).toMatch(/^after: /m);
      expect(zombieOf(parent.pid)).toBeUndefined();
      expect(parent.exitCode).toBeNull();
    },
  );
});

function zombieOf(parent: number): number | undefined {
  return childrenOf(parent).find(({ state }) => state === 'Z')?.pid;
}

describe('forkful memory', () => {
  test('tells what can be used', async () => {
    const { stdout } = await runProgram(['memory', '--json']);
    const memory = JSON.parse(stdout.toString()) as Record<string, number>;
    expect(memory.total).toBe((memory.used ?? 0) + (memory.available ?? 0));
    expect(memory.share).toBeCloseTo((memory.used ?? 0) / (memory.total ?? 1));
    expect((await runProgram(['memory'])).stdout.toString()).toMatch(/^total .*\nused .*\navailable .*\ncgroup /);
  });

  test('does not wait for what is there, and gives up in time for what is not', async () => {
    expect((await runProgram(['memory', '--wait', '1k'])).code).toBe(0);
    const late = await runProgram(['memory', '--wait', '900T', '--timeout', '0.3']);
    expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('gave up after 0.3 s') });
    expect((await runProgram(['memory', '--wait', 'much'])).code).toBe(2);
  });

  test('a wait ends with Ctrl-C', async () => {
    const waiting = startProgram(['memory', '--wait', '900T']);
    await waiting.saw(/only/);
    waiting.signal('SIGINT');
    expect((await waiting.finished).code).toBe(130);
  });
});

test('forkful info tells the system, the folders and what is supported', async () => {
  const state = tempDir();
  const env = { FORKFUL_STATE_DIR: state };
  const { stdout } = await runProgram(['info', '--json'], { env });
  expect(JSON.parse(stdout.toString())).toMatchObject({
    system: { kernel: expect.any(String), architecture: expect.any(String) },
    cpu: { cores: expect.any(Number) },
    runtime: { node: process.version },
    folders: { state, current: process.cwd() },
    supported: { proc: process.platform === 'linux', colours: 0 },
  });
  const text = (await runProgram(['info'], { env })).stdout.toString();
  expect(text).toContain(`  state                ${state}`);
  expect(text).not.toContain('\u001b');
});
