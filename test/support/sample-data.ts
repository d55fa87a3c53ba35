import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import type { DownloadEvent } from '../../src/download/types.ts';
import type { DuplicateGroup, ScannedFile, ScanProgress } from '../../src/duplicates/types.ts';
import type { StoreEvent } from '../../src/store/events.ts';
import type { ProcessInfo, SystemSample } from '../../src/system/types.ts';

const day = 86_400_000_000_000n;
const firstDay = 1_700_000_000_000_000_000n;
let inode = 1000n;

export function sampleFile(path: string | BytePath, size: number, more: Partial<ScannedFile> = {}): ScannedFile {
  inode += 1n;
  const mtimeNs = firstDay + (inode % 700n) * day;
  return {
    path: fromText(path),
    dev: 64n,
    ino: inode,
    size,
    mtimeNs,
    ctimeNs: mtimeNs,
    reference: false,
    links: [],
    ...more,
  };
}

export function sampleGroup(name: string, size: number, folders: readonly string[], hash = name): DuplicateGroup {
  return { size, hash, files: folders.map((folder) => sampleFile(`/home/eva/Pictures/${folder}/${name}`, size)) };
}

const folders = [
  '2024',
  'backup',
  'backup (1)',
  'Desktop/to sort',
  'Phone/DCIM/Camera',
  '旅行/東京',
  'old laptop/Pictures',
];

/** Groups as a photo collection has them: names, sizes and numbers of copies that differ. */
export function sampleGroups(count: number, filesEach?: number): DuplicateGroup[] {
  return Array.from({ length: count }, (_, index) => {
    const copies = filesEach ?? 2 + ((index * 7) % 4);
    const size = 400_000 + ((index * 7_919) % 4_000) * 1_000;
    const places = Array.from({ length: copies }, (_, copy) => {
      const folder = folders[(index + copy) % folders.length] ?? '';
      return copy < folders.length ? folder : `${folder}/${copy}`;
    });
    return sampleGroup(`IMG_${String(index).padStart(4, '0')}.jpg`, size, places, `hash-${index}`);
  });
}

export function progressEvent(progress: Partial<ScanProgress>): StoreEvent {
  const whole: ScanProgress = {
    phase: 'comparing',
    files: 99_065,
    bytes: 6e9,
    folders: 1200,
    candidates: 41_203,
    doneBytes: 0,
    totalBytes: 1.9e9,
    hashedFiles: 0,
    groups: 0,
    redundantBytes: 0,
    ...progress,
  };
  return { kind: 'scan', event: { kind: 'progress', progress: whole } };
}

export function scanEnded(groups: readonly DuplicateGroup[]): StoreEvent {
  const redundantFiles = groups.reduce((sum, { files }) => sum + files.length - 1, 0);
  const redundantBytes = groups.reduce((sum, { files, size }) => sum + (files.length - 1) * size, 0);
  return {
    kind: 'scan-ended',
    summary: {
      problems: 0,
      stats: {
        files: 99_065,
        bytes: 6e9,
        groups: groups.length,
        redundantFiles,
        redundantBytes,
        hashedBytes: 2e9,
        cachedFiles: 0,
        elapsedMs: 4100,
      },
    },
  };
}

/** A scan that is over, with these groups. */
export function scanned(groups: readonly DuplicateGroup[]): StoreEvent[] {
  return [
    { kind: 'scan-started', roots: ['/home/eva/Pictures'] },
    { kind: 'scan', event: { kind: 'groups', groups } },
    scanEnded(groups),
  ];
}

export function download(event: DownloadEvent): StoreEvent {
  return { kind: 'download', event };
}

export function sampleProcess(pid: number, ppid: number, more: Partial<ProcessInfo> = {}): ProcessInfo {
  const name = more.name ?? 'node';
  return {
    pid,
    ppid,
    startTime: String(pid * 10),
    state: 'S',
    name,
    command: name,
    role: undefined,
    cpuPercent: 0,
    rssBytes: 48 * 2 ** 20,
    threads: 11,
    uid: 1000,
    startedAt: Date.now() - 65_000,
    zombie: false,
    orphan: false,
    ...more,
  };
}

export function ownProcesses(): ProcessInfo[] {
  return [
    sampleProcess(4821, 4700, {
      role: 'forkful',
      name: 'node',
      command: 'forkful ~/Pictures',
      cpuPercent: 3,
      rssBytes: 62 * 2 ** 20,
    }),
    sampleProcess(4830, 4821, { role: 'fetch-1', cpuPercent: 9 }),
    sampleProcess(4831, 4821, { role: 'fetch-2', cpuPercent: 8, rssBytes: 47 * 2 ** 20 }),
    sampleProcess(4832, 4821, { role: 'scan', state: 'R', cpuPercent: 97, rssBytes: 80 * 2 ** 20 }),
    sampleProcess(4833, 4832, { role: 'hash-1', state: 'R', cpuPercent: 88, rssBytes: 41 * 2 ** 20 }),
    sampleProcess(4834, 4832, { role: 'hash-2', state: 'D', cpuPercent: 71, rssBytes: 40 * 2 ** 20 }),
    sampleProcess(4840, 4821, { name: 'sleep', command: '[sleep]', state: 'Z', zombie: true, rssBytes: 0, threads: 1 }),
  ];
}

export function sampleSystem(tick: number, more: Partial<SystemSample> = {}): SystemSample {
  const wave = (speed: number, low: number, high: number): number =>
    low + ((Math.sin(tick / speed) + Math.sin(tick / (speed * 2.7)) + 2) / 4) * (high - low);
  const total = 8 * 2 ** 30;
  const used = wave(9, 0.3, 0.5) * total;
  return {
    at: Date.now(),
    cpu: {
      total: wave(4, 5, 95),
      cores: [0, 1, 2, 3].map((core) => wave(3 + core, 0, 100)),
      load: [1.2, 0.8, 0.5],
      pressure: 4,
    },
    memory: {
      total,
      used,
      available: total - used,
      swapTotal: 2 ** 31,
      swapUsed: 2 ** 28,
      cgroupLimit: undefined,
      cgroupUsed: undefined,
      pressure: 0,
    },
    processes: ownProcesses(),
    zombies: 1,
    orphans: 0,
    diskRead: wave(5, 0, 400e6),
    diskWrite: wave(7, 0, 9e6),
    ...more,
  };
}
