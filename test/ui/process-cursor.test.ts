import { describe, expect, it } from 'vitest';
import type { ProcessInfo } from '../../src/system/types.ts';
import { keys } from '../support/keys.ts';
import { ownProcesses, sampleProcess, sampleSystem } from '../support/sample-data.ts';
import { type Shown, show } from '../support/show.ts';

async function processes(first: readonly ProcessInfo[] = ownProcesses()): Promise<Shown> {
  const shown = show();
  shown.session.emit({ kind: 'system', sample: sampleSystem(1, { processes: first }) });
  await shown.waitFor('forkful ');
  shown.press('1');
  return shown;
}

/** The cursor stands on the row of the process. */
const on = (pid: number): RegExp => new RegExp(`▌.* ${pid} `);

const signalsOf = ({ session }: Shown): unknown[] =>
  session.calls.flatMap(([name, processes, signal]) =>
    name === 'signal' ? (processes as ProcessInfo[]).map(({ pid }) => [pid, signal]) : [],
  );

const sleeper = (pid: number, cpuPercent: number): ProcessInfo => sampleProcess(pid, 1, { name: 'sleep', cpuPercent });

describe('the cursor of the processes', () => {
  it('stays on its process while others come above it, and go', async () => {
    const shown = await processes();
    shown.press('jj');
    await shown.waitFor(on(4831));
    const more = [...ownProcesses(), sampleProcess(4700, 1), sampleProcess(4701, 1)];
    shown.session.emit({ kind: 'system', sample: sampleSystem(2, { processes: more }) });
    await shown.waitFor(on(4831));
    await shown.waitFor(/ 4701 /);
    await shown.waitFor(on(4831));
    shown.session.emit({
      kind: 'system',
      sample: sampleSystem(3, { processes: ownProcesses().filter(({ pid }) => pid !== 4830) }),
    });
    await shown.waitFor((screen) => !/ 4701 | 4830 /.test(screen.text()) && on(4831).test(screen.text()));
  });

  it('goes with it where the busiest stand first', async () => {
    const shown = await processes([sleeper(301, 30), sleeper(302, 20), sleeper(303, 10)]);
    shown.press(`w2s2j`);
    await shown.waitFor(on(302));
    const turned = [sleeper(301, 30), sleeper(302, 1), sleeper(303, 50)];
    shown.session.emit({ kind: 'system', sample: sampleSystem(2, { processes: turned }) });
    await shown.waitFor(/ 303 [\s\S]* 301 [\s\S]*▌.* 302 /);
    shown.press(`k${keys.enter}`);
    await shown.waitFor((screen) => !screen.text().includes('Signal to'));
    expect(signalsOf(shown)).toEqual([[302, 'SIGTERM']]);
  });

  it.each([
    ['has ended', [sleeper(301, 0), sleeper(303, 0)]],
    ['has given its number to another', [sleeper(301, 0), { ...sleeper(302, 0), startTime: '9' }, sleeper(303, 0)]],
  ])('leads no signal to another where its process %s', async (_, after) => {
    const shown = await processes([sleeper(301, 0), sleeper(302, 0), sleeper(303, 0)]);
    shown.press('j');
    await shown.waitFor(on(302));
    const cpu = { ...sampleSystem(2).cpu, load: [7.77, 0, 0] as const };
    shown.session.emit({ kind: 'system', sample: sampleSystem(2, { processes: after, cpu }) });
    await shown.waitFor('7.77');
    shown.press('k');
    await shown.waitFor('the process that was selected is not here any more; now it is sleep');
    expect(shown.screen.text()).not.toContain('Signal to');
    shown.press('k');
    await shown.waitFor('Signal to sleep');
  });
});

it('the menu of signals stays about the process it was opened for', async () => {
  const shown = await processes([sleeper(301, 0), sleeper(302, 0), sleeper(303, 0)]);
  shown.press('jk');
  await shown.waitFor('Signal to sleep (302)');
  shown.session.emit({ kind: 'system', sample: sampleSystem(2, { processes: [sleeper(301, 0), sleeper(303, 0)] }) });
  await shown.waitFor((screen) => !/ 302 /.test(screen.text()));
  await shown.waitFor('Signal to sleep (302)');
  shown.press('2');
  await shown.waitFor((screen) => !screen.text().includes('Signal to'));
  expect(signalsOf(shown)).toEqual([[302, 'SIGKILL']]);
});

describe('forkful itself', () => {
  const self = sampleProcess(process.pid, 1, { role: 'forkful' });
  const child = sampleProcess(4830, process.pid, { name: 'sleep' });

  it.each([
    ['k', '1', 'that is forkful itself: q leaves, Ctrl-Z suspends'],
    ['k', '2', 'that is forkful itself: q leaves, Ctrl-Z suspends'],
    ['k', '5', 'that is forkful itself: q leaves, Ctrl-Z suspends'],
    ['K', '2', 'forkful itself is among them: q leaves, Ctrl-Z suspends'],
  ])('gets no signal from %s %s that would end or stop it', async (key, signal, reason) => {
    const shown = await processes([self, child]);
    shown.press(key);
    await shown.waitFor('Signal to');
    shown.press(signal);
    await shown.waitFor(reason);
    expect(signalsOf(shown)).toEqual([]);
  });

  it('gets those that it has an answer to, and its children get all', async () => {
    const shown = await processes([self, child]);
    shown.press('k7jk1');
    await shown.waitFor(on(child.pid));
    expect(signalsOf(shown)).toEqual([
      [process.pid, 'SIGUSR1'],
      [child.pid, 'SIGTERM'],
    ]);
  });
});
