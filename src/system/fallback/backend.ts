/**
 * Where there is no /proc, systeminformation asks the platform's own tools. It starts processes for that, so it is only
 * loaded there. What it cannot tell, this backend does not invent: no sessions, no disk figures, no pressure.
 */
import os from 'node:os';
import { makeVisible } from '../../base/visible.ts';
import type { ProcessDescription, ProcessReading, SystemBackend } from '../backend.ts';
import type { ProcessState } from '../types.ts';

/** The part of systeminformation that is used: a test puts its own in its place. */
export interface SystemInformation {
  processes(): Promise<{ list: readonly ListedProcess[] }>;
  currentLoad(): Promise<{ currentLoad: number; cpus: readonly { load: number }[] }>;
  mem(): Promise<{ total: number; available: number; swaptotal: number; swapused: number }>;
}

export interface ListedProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
  /** Percent of one core, as BSD's ps(1) tells. */
  readonly cpu: number;
  /** KiB. */
  readonly memRss: number;
  readonly state: string;
  /** Local time, `2026-01-31 12:00:00`. */
  readonly started: string;
  readonly command: string;
  readonly params: string;
}

const stateLetters: Readonly<Record<string, ProcessState>> = {
  running: 'R',
  sleeping: 'S',
  blocked: 'D',
  stopped: 'T',
  zombie: 'Z',
  idle: 'I',
};

const nobody: ProcessDescription = { name: '?', command: '[?]', uid: undefined };

export function createFallbackBackend(system: SystemInformation, now: () => number = Date.now): SystemBackend {
  let descriptions = new Map<string, ProcessDescription>();
  return {
    kind: 'systeminformation',
    async processes() {
      const { list } = await system.processes();
      descriptions = new Map();
      return list.map((listed) => {
        const reading = readingOf(listed, now());
        descriptions.set(`${reading.pid} ${reading.startTime}`, descriptionOf(listed));
        return reading;
      });
    },
    describe: ({ pid, startTime }) => descriptions.get(`${pid} ${startTime}`) ?? nobody,
    async cpu() {
      const { currentLoad, cpus } = await system.currentLoad();
      const [one = 0, five = 0, fifteen = 0] = os.loadavg();
      const cores = cpus.map((core) => core.load);
      return { total: currentLoad, cores, load: [one, five, fifteen], pressure: undefined };
    },
    async memory() {
      const { total, available, swaptotal, swapused } = await system.mem();
      return {
        total,
        available,
        used: total - available,
        swapTotal: swaptotal,
        swapUsed: swapused,
        cgroupLimit: undefined,
        cgroupUsed: undefined,
        pressure: undefined,
      };
    },
    storageIo: () => undefined,
    threads: () => [],
    environment: () => undefined,
    close() {},
  };
}

function readingOf(listed: ListedProcess, now: number): ProcessReading {
  const started = new Date(listed.started.replace(' ', 'T'));
  const known = !Number.isNaN(started.getTime());
  return {
    pid: listed.pid,
    startTime: known ? started.toISOString() : '',
    ppid: listed.parentPid,
    group: 0,
    session: 0,
    state: stateLetters[listed.state] ?? '?',
    cpuPercent: listed.cpu,
    rssBytes: listed.memRss * 1024,
    threads: 1,
    startedAt: known ? started.getTime() : now,
    kernelThread: false,
  };
}

function descriptionOf({ name, command, params }: ListedProcess): ProcessDescription {
  const safeName = makeVisible(name);
  const line = makeVisible(params === '' ? command : `${command} ${params}`);
  return { name: safeName, command: line === '' ? `[${safeName}]` : line, uid: undefined };
}
