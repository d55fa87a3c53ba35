/** The machine and the program as `info` tells them: what does not change while forkful runs. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import { fromText } from '../base/byte-path.ts';
import { cacheFolder, configFolder, homeTrashFolder, stateFolder } from '../base/folders.ts';
import { type FileSystem, fileSystemOf } from './file-system.ts';
import { openBackend } from './platform.ts';
import type { MemoryInfo } from './types.ts';

export interface MachineDescription {
  readonly system: {
    /** `Debian GNU/Linux 12 (bookworm)`. */
    readonly name: string;
    readonly kernel: string;
    readonly architecture: string;
    readonly host: string;
  };
  readonly cpu: { readonly model: string; readonly cores: number };
  readonly load: readonly number[];
  readonly memory: MemoryInfo;
  readonly runtime: { readonly node: string; readonly v8: string; readonly executable: string };
  /** Where forkful keeps and looks for things. */
  readonly folders: Readonly<Record<'current' | 'state' | 'settings' | 'cache' | 'trash' | 'temporary', string>>;
  readonly supported: {
    readonly proc: boolean;
    /** Pressure stall information. */
    readonly pressure: boolean;
    /** Versions of the cgroup hierarchies that are mounted. */
    readonly cgroup: readonly number[];
    /** Of the current folder. */
    readonly fileSystem: FileSystem;
  };
}

export async function describeMachine(): Promise<MachineDescription> {
  const backend = await openBackend();
  const [memory, name] = await Promise.all([backend.memory(), systemName()]);
  backend.close();
  return {
    system: { name, kernel: `${os.type()} ${os.release()}`, architecture: os.machine(), host: os.hostname() },
    cpu: { model: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.availableParallelism() },
    load: os.loadavg(),
    memory,
    runtime: { node: process.version, v8: process.versions.v8, executable: process.execPath },
    folders: {
      current: process.cwd(),
      state: stateFolder(),
      settings: configFolder(),
      cache: cacheFolder(),
      trash: homeTrashFolder(),
      temporary: os.tmpdir(),
    },
    supported: {
      proc: backend.kind === 'proc',
      pressure: existsSync('/proc/pressure/memory'),
      cgroup: [
        ...(existsSync('/sys/fs/cgroup/memory') ? [1] : []),
        ...(existsSync('/sys/fs/cgroup/cgroup.controllers') || existsSync('/sys/fs/cgroup/unified') ? [2] : []),
      ],
      fileSystem: fileSystemOf(fromText(process.cwd())),
    },
  };
}

/** What the distribution calls itself; the kernel's name where nobody tells. */
async function systemName(): Promise<string> {
  try {
    const { osInfo } = await import('systeminformation');
    const { distro, release, codename } = await osInfo();
    const words = [distro, release, codename === '' ? '' : `(${codename})`];
    return words.filter((word) => word !== '' && word !== 'unknown').join(' ') || os.type();
  } catch {
    return os.type();
  }
}
