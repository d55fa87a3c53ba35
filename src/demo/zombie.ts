import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../orchestrator/environment.ts';

export interface Zombie {
  /** The negligent parent; its child is the zombie. */
  readonly parentPid: number | undefined;
  /** Ends the parent, whereupon init reaps the zombie. */
  close(): Promise<void>;
}

/** Longest that it may stay, should nobody end it. */
const lifeSeconds = 3600;

/** A real zombie to look at: a shell starts a child and becomes a sleep, which never waits for anybody (wait(2), notes). */
export function startZombie(): Zombie {
  const parent = spawn('sh', ['-c', `sleep 0.05 & exec sleep ${lifeSeconds}`], {
    stdio: 'ignore',
    env: childEnvironment('zombie'),
  });
  // Without a shell there is no zombie to see; the rest of the demo does not depend on it.
  const gone = once(parent, 'exit').catch(() => {});
  return {
    parentPid: parent.pid,
    async close() {
      parent.kill();
      await gone;
    },
  };
}
