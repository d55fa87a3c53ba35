import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../../src/ui/text/width.ts';
import { type Bundle, bundle } from '../support/bundle.ts';
import { keys } from '../support/keys.ts';
import { childrenOf } from '../support/processes.ts';
import type { Pty, PtyOptions } from '../support/pty.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

let program: Bundle;
beforeAll(async () => {
  program = await bundle('sample-screen.ts');
});
afterAll(() => program.remove());

async function start(scene = 'calm', more: Partial<PtyOptions> = {}): Promise<Pty> {
  const pty = testPty({ command: 'sh', args: ['-c', script(scene)], ...more });
  await pty.waitFor('212 groups');
  return pty;
}

/** A shell that stays to see whether the line settings of the terminal (termios(3)) are what they were before. */
function script(scene: string): string {
  const run = `'${process.execPath}' '${program.path}' ${scene}; code=$?`;
  return `before=$(stty -g); ${run}; test "$before" = "$(stty -g)" && echo 'lines are read as before'; exit $code`;
}

function signalProgram(pty: Pty, signal: NodeJS.Signals): void {
  const [child] = childrenOf(pty.pid);
  if (child === undefined) throw new Error('the program is gone');
  process.kill(child.pid, signal);
}

/** Each mode that was set is reset, the cursor is back, and what stood on the screen before stands there again. */
function expectRestored({ screen }: Pty): void {
  expect(screen.alternate).toBe(false);
  for (const mode of ['1000', '1006', '2004', '1049']) {
    const [on, off] = [screen.written.lastIndexOf(`\x1b[?${mode}h`), screen.written.lastIndexOf(`\x1b[?${mode}l`)];
    expect(on, `mode ${mode} set`).toBeGreaterThanOrEqual(0);
    expect(off, `mode ${mode} reset`).toBeGreaterThan(on);
  }
  expect(screen.written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(screen.written.lastIndexOf('\x1b[?25l'));
}

/** After the end, also the line settings: raw mode is off. */
function expectGivenBack(pty: Pty): void {
  expectRestored(pty);
  expect(pty.screen.text()).toContain('lines are read as before');
}

describe('the terminal is given back', () => {
  it('after q, which asks nothing while no work runs', async () => {
    const pty = await start();
    pty.press('q');
    expect(await pty.exited).toEqual({ code: 0, signal: undefined });
    expectGivenBack(pty);
  });

  it('after Ctrl-C, with 130', async () => {
    const pty = await start();
    pty.press(keys.ctrl('c'));
    expect((await pty.exited).code).toBe(130);
    expectGivenBack(pty);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('after %s, with %i', async (signal, code) => {
    const pty = await start();
    signalProgram(pty, signal);
    expect((await pty.exited).code).toBe(code);
    expectGivenBack(pty);
  });

  it('after a crash, whose error is then readable, with a code that is not 0', async () => {
    const pty = await start('calm', { columns: 100 });
    pty.press('1k');
    await pty.waitFor('Signal to');
    pty.press(keys.enter);
    expect((await pty.exited).code).toBe(1);
    expectGivenBack(pty);
    expect(pty.screen.text()).toContain('the session broke');
  });

  it('after a promise that nobody awaited failed, with 1 and its error', async () => {
    const pty = await start('calm', { columns: 100 });
    pty.press('u');
    expect((await pty.exited).code).toBe(1);
    expectGivenBack(pty);
    expect(pty.screen.text()).toContain('the promise broke');
  });

  it('after an exit that no one expected', async () => {
    const pty = await start();
    pty.press('2R');
    expect((await pty.exited).code).toBe(3);
    expectGivenBack(pty);
  });

  it('after q, where a pane could not be shown', async () => {
    const pty = await start('broken');
    await pty.waitFor('system cannot be shown');
    pty.press('q');
    expect((await pty.exited).code).toBe(0);
    expectGivenBack(pty);
  });
});

/** The program below a shell with job control, as a person has it. */
async function startBelowShell(): Promise<Pty> {
  const pty = testPty({ command: 'sh', args: ['-i'], env: { PS1: 'shell> ' } });
  await pty.waitFor('shell>');
  pty.press(`'${process.execPath}' '${program.path}' calm\r`);
  await pty.waitFor('212 groups');
  return pty;
}

/** Every line is of this width: none of another wraps, none is cut. */
async function expectWhole(pty: Pty, columns: number, rows: number): Promise<void> {
  await pty.waitFor((screen) => {
    const lines = screen.lines();
    return (
      screen.alternate &&
      lines.length === rows &&
      lines[0]?.startsWith(' forkful') === true &&
      lines.at(-1)?.includes('q quit') === true &&
      lines.slice(1, -1).every((line) => widthOf(line) === columns)
    );
  });
}

async function expectModesOn(pty: Pty): Promise<void> {
  for (const mode of ['1000', '1006', '2004', '1049']) {
    await pty.waitFor(({ written }) => written.lastIndexOf(`\x1b[?${mode}h`) > written.lastIndexOf(`\x1b[?${mode}l`));
  }
}

async function leaveBoth(pty: Pty): Promise<void> {
  pty.press('q');
  await pty.waitFor((screen) => !screen.alternate);
  pty.press('exit\r');
  expect((await pty.exited).code).toBe(0);
}

it('goes to the shell with Ctrl-Z and comes back with fg', async () => {
  const pty = await startBelowShell();
  pty.press(keys.ctrl('z'));
  await pty.waitFor((screen) => !screen.alternate && /Stopped/.test(screen.text()));
  expectRestored(pty);
  pty.press('stty -a\r');
  await pty.waitFor(/[^-]icanon/);
  pty.press('fg\r');
  await expectWhole(pty, 120, 40);
  await expectModesOn(pty);
  pty.press('z');
  await pty.waitFor('●3 Duplicates');
  await leaveBoth(pty);
});

it('comes back whole where the window has another size than when it was left', async () => {
  const pty = await startBelowShell();
  pty.press(keys.ctrl('z'));
  await pty.waitFor((screen) => !screen.alternate && /Stopped/.test(screen.text()));
  pty.resize(104, 28);
  pty.press('fg\r');
  await expectWhole(pty, 104, 28);
  await leaveBoth(pty);
});

it('takes the terminal anew where somebody else has stopped it', async () => {
  const pty = await startBelowShell();
  signalProgram(pty, 'SIGSTOP');
  await pty.waitFor('Stopped');
  // What some shells do by themselves.
  pty.press('stty sane\n');
  pty.resize(104, 28);
  pty.press('fg\n');
  await expectWhole(pty, 104, 28);
  await expectModesOn(pty);
  pty.press('z');
  await pty.waitFor('●3 Duplicates');
  pty.press('z');
  await leaveBoth(pty);
});

it('saves what it shows at SIGUSR1, says where, and pauses downloads at SIGUSR2', async () => {
  const state = tempDir();
  const pty = await start('calm', { env: { FORKFUL_STATE_DIR: state }, columns: 160 });
  signalProgram(pty, 'SIGUSR1');
  await pty.waitFor(`this screen is saved in ${state}`);
  const [name = ''] = readdirSync(state);
  const saved = readFileSync(join(state, name), 'utf8');
  expect(saved).toContain('3 Duplicates');
  expect(saved).not.toContain('\x1b');
  signalProgram(pty, 'SIGUSR2');
  await pty.waitFor('downloads wait');
  pty.press('q');
  await pty.exited;
});

it('says in one line that it needs a terminal where there is none', async () => {
  const child = spawn(process.execPath, [program.path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(child.exitCode).toBe(1);
  expect(stderr).toContain('the screen needs a terminal');
});
