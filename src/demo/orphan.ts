import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../orchestrator/environment.ts';
import { sendSignal } from '../orchestrator/signals.ts';
import { keyOf } from '../system/process-identity.ts';
import type { ProcessKey } from '../system/types.ts';

export interface Orphan {
  /** undefined where none could be made. */
  readonly process: Promise<ProcessKey | undefined>;
  close(): Promise<void>;
}

/** Longest that it may stay, should nobody end it; the mark in its environment lets the next start do that. */
const lifeSeconds = 3600;
/** Its parent lives so long that it is seen in our tree before. */
const parentSeconds = 3;

/** A real orphan to look at: a shell starts a child and becomes a sleep that ends before it; init or a subreaper adopts. */
export function startOrphan(): Orphan {
  const script = `sleep ${lifeSeconds} >/dev/null & echo $!; exec sleep ${parentSeconds} >/dev/null`;
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'], env: childEnvironment('orphan') });
  const gone = once(parent, 'exit').catch(() => {});
  const process = Promise.race([once(parent.stdout, 'data'), gone]).then((said) => {
    const pid = Number(String(Array.isArray(said) ? said[0] : ''));
    return pid > 0 ? keyOf(pid) : undefined;
  });
  return {
    process,
    async close() {
      const key = await process;
      if (key !== undefined) sendSignal(key, 'SIGTERM');
      parent.kill();
      await gone;
    },
  };
}
