/** A system that is short of processes, which threads are too to Linux: EAGAIN (pikoci #681). */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const fixture = fileURLToPath(new URL('./fixtures/hungry-parent.ts', import.meta.url));
/** A user with no other process: the limit counts all processes and threads of one user, and does not bind root. */
const nobodyElse = 54_321;
const asOther = ['--reuid', `${nobodyElse}`, '--regid', `${nobodyElse}`, '--clear-groups'];

/** Why it cannot be tried here, if it cannot. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux to become another user';
  if (spawnSync('prlimit', ['--version']).status !== 0) return 'needs prlimit(1) and setpriv(1) of util-linux';
  const readable = spawnSync('setpriv', [
    ...asOther,
    process.execPath,
    '-e',
    `require('node:fs').accessSync('${fixture}')`,
  ]);
  return readable.status === 0 ? undefined : 'needs a folder that other users can read';
}

/** Sets the soft limit, which that user may raise again. */
function limitProcesses(pid: number, limit: number): void {
  execFileSync('setpriv', [...asOther, 'prlimit', '--pid', `${pid}`, `--nproc=${limit}:`]);
}

/** A parent that may start no process and no thread, and the lines that it says. */
async function starvedParent(engine: string): Promise<{ readonly pid: number; readonly lines: AsyncIterator<string> }> {
  const parent = spawn('setpriv', [...asOther, process.execPath, fixture, engine], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('up');
  const pid = parent.pid ?? 0;
  limitProcesses(pid, 1);
  parent.stdin.write('go\n');
  return { pid, lines };
}

async function lineMatching(lines: AsyncIterator<string>, pattern: RegExp): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`no line like ${pattern}`);
    if (pattern.test(value)) return value;
  }
}

const reason = obstacle();

const engines = ['processes', 'threads'];
const title = `a pool that can start no more %s${reason === undefined ? '' : ` (${reason})`}`;

describe.skipIf(reason !== undefined).each(engines)(title, (engine) => {
  it.concurrent('says so, tries again later and later, and works as soon as it can', async () => {
    const { pid, lines } = await starvedParent(engine);
    expect(await lineMatching(lines, /next try in 0.1 s/)).toBe(
      'fetch-1 failed could not be started: no more processes can be started now (raise ulimit -u) (EAGAIN); next try in 0.1 s',
    );
    expect(await lineMatching(lines, /^fetch-\d: /)).toMatch(/could not be started: no more .*; it is tried again$/);
    await lineMatching(lines, /next try in 0.4 s/);
    limitProcesses(pid, 4_096);
    expect(await lineMatching(lines, /^fed|^Pool/)).toBe('fed');
  });

  it.concurrent('fails with the reason when there is no end to it', async () => {
    const { lines } = await starvedParent(engine);
    expect(await lineMatching(lines, /^fed|^Pool/)).toMatch(
      /^PoolFailed: the fetch workers failed: fetch-\d could not be started: no more processes .*\(EAGAIN\)$/,
    );
  });
});
