import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { collectPids, newestPid, PidList } from '../../src/system/proc/pid-list.ts';
import { startProcess } from '../support/processes.ts';

/** struct linux_dirent64, padded to eight bytes as the kernel does. */
function entry(name: string): Buffer {
  const bytes = Buffer.alloc(Math.ceil((19 + name.length + 1) / 8) * 8);
  bytes.writeUInt16LE(bytes.length, 16);
  bytes.write(name, 19, 'latin1');
  return bytes;
}

test('takes the names that are numbers, and nothing past the bytes that were read', () => {
  const names = ['.', '..', '1', 'self', '4194304', '12ab', '2000'];
  const bytes = Buffer.concat(names.map(entry));
  const pids: number[] = [];
  collectPids(bytes, bytes.length - entry('2000').length, pids);
  expect(pids).toEqual([1, 4194304]);
});

test('an entry without a length ends it', () => {
  const pids: number[] = [];
  collectPids(Buffer.alloc(64), 64, pids);
  expect(pids).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('sees what readdir sees, look after look', () => {
  const list = new PidList();
  onTestFinished(() => list.close());
  for (let look = 0; look < 2; look++) {
    const listed = new Set(list.read());
    // Processes come and go between the two: those that live long are in both.
    const lasting = readdirSync('/proc')
      .map(Number)
      .filter((pid) => listed.has(pid));
    expect(lasting).toContain(process.pid);
    expect(lasting).toContain(process.ppid);
  }
});

test('the newest pid ends the line of load averages', () => {
  expect(newestPid('0.20 0.18 0.12 1/80 11206\n')).toBe('11206');
  expect(newestPid('')).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('a process that has just begun is in the next list', () => {
  const list = new PidList();
  onTestFinished(() => list.close());
  for (let round = 0; round < 20; round++) {
    list.read();
    const child = startProcess('sleep', ['100']);
    expect(list.read()).toContain(child.pid);
    list.read();
  }
});
