/** The Linux backend: everything from /proc, at once, without a fork. */
import type { StorageIo, SystemBackend } from '../backend.ts';
import { CpuReader } from './cpu.ts';
import { readSmallFile } from './kept-file.ts';
import { createMemoryReader } from './memory.ts';
import { ProcessTable } from './process-table.ts';
import { ThreadTable } from './threads.ts';

export function createProcBackend(): SystemBackend {
  const table = new ProcessTable();
  const cpu = new CpuReader();
  const memory = createMemoryReader();
  const threads = new ThreadTable();
  return {
    kind: 'proc',
    processes: () => table.read(),
    describe: (process) => table.describe(process),
    cpu: () => cpu.read(),
    memory: () => memory.read(),
    storageIo: (pid) => parseStorageIo(readSmallFile(`/proc/${pid}/io`) ?? ''),
    threads: (process) => threads.read(process),
    environment: (pid) => parseEnvironment(readSmallFile(`/proc/${pid}/environ`)),
    close() {
      table.close();
      cpu.close();
      memory.close();
    },
  };
}

/** proc_pid_io(5): what reached the storage, not what went through read(2) and write(2). */
export function parseStorageIo(text: string): StorageIo | undefined {
  const read = /^read_bytes: (\d+)$/m.exec(text)?.[1];
  const written = /^write_bytes: (\d+)$/m.exec(text)?.[1];
  return read === undefined || written === undefined ? undefined : { read: Number(read), written: Number(written) };
}

export function parseEnvironment(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text === undefined) return undefined;
  const variables = new Map<string, string>();
  for (const entry of text.split('\0')) {
    const equals = entry.indexOf('=');
    if (equals > 0) variables.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return variables;
}
