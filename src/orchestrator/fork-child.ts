import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { entryUrl } from './entries.ts';
import { childEnvironment } from './environment.ts';
import type { WorkerLimits } from './types.ts';
import type { WorkerSpec } from './worker.ts';

/** A forked child with an IPC channel and pipes for what it prints. @throws where not even the pipes can be made */
export function forkChild({ name, entry, limits }: WorkerSpec): ChildProcess {
  const module = entry instanceof URL ? entry : entryUrl(entry);
  // Most commands start no process, and need not load what could.
  const { fork } = process.getBuiltinModule('node:child_process');
  return fork(fileURLToPath(module), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: childEnvironment(name),
    execArgv: heapFlags(limits),
  });
}

function heapFlags({ heap, youngHeap }: WorkerLimits): string[] {
  return [
    ...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]),
    ...(youngHeap === undefined ? [] : [`--max-semi-space-size=${youngHeap}`]),
  ];
}
