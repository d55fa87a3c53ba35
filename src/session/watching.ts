import { reasonOf } from '../base/errors.ts';
import type { WorkerStatus } from '../orchestrator/types.ts';
import { createSampler, type Sampler } from '../system/sampler.ts';
import type { Hub } from './hub.ts';

/** The machine and our own tree, once a second, with the workers named as their pools name them. */
export interface Watching {
  readonly sampler: Sampler;
  /** The state of a worker changed; each pool of the session reports here. */
  readonly onStatus: (status: WorkerStatus) => void;
}

export function createWatching(hub: Hub, intervalMs: number): Watching {
  const names = new Map<number, string>();
  let failed = false;
  const sampler = createSampler({
    intervalMs,
    scope: 'own',
    roleOf: (pid) => names.get(pid),
    onSample(sample) {
      failed = false;
      hub.publish({ kind: 'system', sample });
    },
    onError(error) {
      // Said once: the next tick tries again, and would only repeat it.
      if (!failed)
        hub.publish({ kind: 'log', level: 'error', source: 'system', text: reasonOf(error), at: Date.now() });
      failed = true;
    },
  });
  return {
    sampler,
    onStatus(status) {
      const { pid, name, state, engine } = status;
      if (pid !== undefined && engine === 'processes') {
        if (state === 'stopped' || state === 'failed') names.delete(pid);
        else names.set(pid, name);
      }
      hub.publish({ kind: 'worker', status });
    },
  };
}
