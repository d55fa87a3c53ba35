import { describe, expect, test } from 'vitest';
import { isForkfulCommand, RoleReader } from '../../src/system/roles.ts';
import { ForkfulWatch } from '../../src/system/snapshot.ts';
import { fakeBackend } from './fake-backend.ts';
import { ago, reading } from './tables.ts';

test.each([
  ['forkful', true],
  ['/usr/bin/forkful scan .', true],
  ['node /opt/forkful/bin/forkful.js get -i list', true],
  ['/usr/bin/node --max-old-space-size=200 /usr/local/bin/forkful', true],
  ['node server.js forkful', false],
  ['vim forkful', false],
  ['forkfuls', false],
  ['', false],
])('%j is a forkful: %s', (command, is) => {
  expect(isForkfulCommand(command)).toBe(is);
});

describe('the mark of a child', () => {
  const marked = new Map([
    ['FORKFUL_ROLE', 'fetch-1'],
    ['FORKFUL_RUN', '10:10'],
  ]);
  const child = { pid: 11, startTime: '11', startedAt: ago(5000) };

  test('is its role', () => {
    expect(new RoleReader(() => marked).markOf(child, '/opt/node fetch-child.js')).toEqual({
      role: 'fetch-1',
      parent: { pid: 10, startTime: '10' },
    });
  });

  test('does not pass on to another program that a child started', () => {
    expect(new RoleReader(() => marked).roleOf(child, 'sleep 100')).toBeUndefined();
  });

  test('is in its title as well, where the environment cannot be read', () => {
    expect(new RoleReader(() => undefined).roleOf(child, 'forkful hash-2')).toBe('hash-2');
    expect(new RoleReader(() => undefined).roleOf(child, 'forkful scan')).toBe('forkful');
  });

  test('counts only in the form that forkful writes', () => {
    const forged = new Map([['FORKFUL_ROLE', '\u001b[31mfetch-1']]);
    expect(new RoleReader(() => forged).roleOf(child, 'node x.js')).toBeUndefined();
  });

  test('is read once, but again while the process is so young that it may stand before its exec', () => {
    let reads = 0;
    const reader = new RoleReader(() => {
      reads += 1;
      return marked;
    });
    const ask = (ageMs: number) => reader.roleOf({ ...child, startedAt: ago(ageMs) }, 'node x.js');
    expect([ask(10), ask(20), ask(2000), ask(3000), ask(4000)]).toEqual(Array(5).fill('fetch-1'));
    expect(reads).toBe(3);
  });
});

describe('the forkfuls of this user', () => {
  const user = process.getuid?.();
  const commands: Readonly<Record<number, string>> = {
    10: 'node src/cli/main.ts',
    11: 'node fetch-child.js',
    12: 'sleep 100',
    20: 'node /usr/bin/forkful',
    30: 'bash',
    40: 'node /usr/bin/forkful',
  };
  const environments: Readonly<Record<number, string>> = { 11: 'fetch-1' };
  const table = [
    reading({ pid: 1, ppid: 0 }),
    reading({ pid: 10, startedAt: ago(9000) }),
    reading({ pid: 11, ppid: 10, startedAt: ago(8000) }),
    reading({ pid: 12, ppid: 11, startedAt: ago(7000) }),
    reading({ pid: 20, ppid: 30, startedAt: ago(9000) }),
    reading({ pid: 30, startedAt: ago(9500) }),
    reading({ pid: 40, startedAt: ago(9000) }),
  ];
  const backend = fakeBackend({
    describe: ({ pid }) => ({ name: 'x', command: commands[pid] ?? '', uid: pid === 40 ? (user ?? 0) + 1 : user }),
    environment: (pid) => {
      const role = environments[pid];
      return role === undefined
        ? undefined
        : new Map([
            ['FORKFUL_ROLE', role],
            ['FORKFUL_RUN', '10:10'],
          ]);
    },
  });

  test('are found by their command or by a child that names them, with all below them; other users’ are not', () => {
    const own = new ForkfulWatch(backend).take(table, 'own');
    expect(own.map(({ pid, role }) => [pid, role])).toEqual([
      [10, 'forkful'],
      [11, 'fetch-1'],
      [12, undefined],
      [20, 'forkful'],
    ]);
  });

  test('a child whose forkful was killed is still ours, and an orphan', () => {
    const watch = new ForkfulWatch(backend);
    watch.take(table, 'own');
    const killed = table
      .filter(({ pid }) => pid !== 10)
      .map((entry) => (entry.pid === 11 ? { ...entry, ppid: 1 } : entry));
    expect(watch.take(killed, 'own').find(({ pid }) => pid === 11)).toMatchObject({ role: 'fetch-1', orphan: true });
  });
});
