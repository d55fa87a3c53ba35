import { mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fromText } from '../../src/base/byte-path.ts';
import { openHeadlessGate } from '../../src/cli/headless-gate.ts';
import { Options } from '../../src/cli/options.ts';
import { createOutput } from '../../src/cli/output.ts';
import { scanOptions } from '../../src/cli/scan-options.ts';
import { scan } from '../../src/duplicates/scan.ts';
import { eventually } from '../support/eventually.ts';
import { type RunOptions, startProgram } from '../support/program.ts';
import { serve } from '../support/serve.ts';
import { tempDir } from '../support/temp-dir.ts';

const MB = 2 ** 20;

/** A gate as a command opens it, over a figure that the test sets. */
function gateOver(available: number) {
  const memory = { available };
  const said: string[] = [];
  const output = {
    ...createOutput({ quiet: true, verbose: false, colour: false }),
    message: (l: string) => said.push(l),
  };
  const options = new Options({ minMemory: '64M' });
  const { signal } = new AbortController();
  const gate = openHeadlessGate({ options, output, signal }, () => () => memory.available);
  onTestFinished(() => gate.close());
  return { gate, memory, said };
}

function twins(): string {
  const dir = tempDir();
  for (const name of ['a', 'b']) writeFileSync(join(dir, name), 'the same');
  return dir;
}

test('a scan waits before its first task, says what is there and what is needed, and goes on by itself', async () => {
  const { gate, memory, said } = gateOver(10 * MB);
  const options = { ...scanOptions({ operands: [fromText(twins())], options: new Options({}) }), catalogue: false };
  const found: number[] = [];
  const done = scan(options, { gate, onEvent: (event) => event.kind === 'groups' && found.push(event.groups.length) });
  await eventually(() => expect(said).toEqual(['forkful: waiting for memory: 10 MB available, 64 MB needed']));
  expect(found).toEqual([]);
  memory.available = 100 * MB;
  expect((await done).stats).toMatchObject({ files: 2, groups: 1 });
  expect(said).toHaveLength(2);
  expect(said[1]).toBe('forkful: going on: 100 MB available');
});

test('memory is not looked at before the first task asks', () => {
  let opened = 0;
  const output = createOutput({ quiet: true, verbose: false, colour: false });
  const options = new Options({ minMemory: '1k' });
  const gate = openHeadlessGate({ options, output, signal: new AbortController().signal }, () => {
    opened += 1;
    return () => MB;
  });
  expect(opened).toBe(0);
  expect(gate.isOpen()).toBe(true);
  expect(opened).toBe(1);
});

/** A memory cgroup (v1) for a program of this test; undefined where none can be made. */
function memoryCgroup(): { setLimit(bytes: number): void; readonly under: readonly string[] } | undefined {
  const folder = `/sys/fs/cgroup/memory/forkful-test-${process.pid}`;
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, 'memory.limit_in_bytes'), String(400 * MB));
  } catch {
    return undefined;
  }
  onTestFinished(() => eventually(() => rmdirSync(folder)));
  return {
    setLimit: (bytes) => writeFileSync(join(folder, 'memory.limit_in_bytes'), String(bytes)),
    under: ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', folder],
  };
}

test.for(['scan', 'get', 'hash', 'dedupe'])(
  'in a memory cgroup %s waits for the memory of that cgroup',
  async (command, { skip }) => {
    const cgroup = memoryCgroup();
    if (cgroup === undefined) return skip('needs root and the memory controller of cgroup v1');
    const origin = await serve(new Map([['/file.bin', Buffer.from('body')]]));
    const dir = twins();
    const args = {
      scan: [dir],
      get: [`${origin}/file.bin`, '--dir', tempDir()],
      hash: [join(dir, 'a')],
      dedupe: [dir, '--yes', '--action', 'hardlink'],
    }[command];
    const options: RunOptions = { under: cgroup.under, env: { FORKFUL_STATE_DIR: tempDir() } };
    const program = startProgram([command, ...(args ?? []), '--min-memory', '500M'], options);
    await program.saw(/waiting for memory: \d+ MB available, 500 MB needed/);
    cgroup.setLimit(2000 * MB);
    const { code, stderr } = await program.finished;
    expect(stderr).toMatch(/going on: .* available/);
    expect(code).toBe(0);
  },
);

test.each(['scan', 'get', 'hash', 'dedupe'])(
  '%s that waits for memory ends by a signal, having begun nothing',
  async (command) => {
    const origin = await serve(new Map([['/file.bin', Buffer.from('body')]]));
    const [dir, target] = [twins(), tempDir()];
    const args = {
      scan: [dir],
      get: [`${origin}/file.bin`, '--dir', target],
      hash: [join(dir, 'a')],
      dedupe: [dir, '--yes'],
    }[command];
    const program = startProgram([command, ...(args ?? []), '--min-memory', '900T'], {
      env: { FORKFUL_STATE_DIR: tempDir() },
    });
    await program.saw(/waiting for memory: .* available, 900 TB needed/);
    program.signal('SIGTERM');
    const { code, stdout } = await program.finished;
    expect(code).toBe(143);
    expect(stdout.toString()).not.toContain(dir);
    expect([...readdirSync(dir), ...readdirSync(target)]).toEqual(['a', 'b']);
  },
);
