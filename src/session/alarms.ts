import { calm, type Thresholds, watchThresholds } from '../system/thresholds.ts';
import type { SystemSample } from '../system/types.ts';
import { usableMemory } from '../system/usable-memory.ts';
import type { Hub } from './hub.ts';

/** Passes a warning on when CPU or memory cross a threshold, in either direction: once, not every tick. */
export function raiseAlarms(hub: Hub, thresholds: Thresholds): () => void {
  let state = calm;
  return hub.subscribe((event) => {
    if (event.kind !== 'system') return;
    const seen = watchThresholds(state, event.sample, thresholds);
    state = seen.state;
    for (const { over, text } of seen.warnings) {
      hub.publish({ kind: 'log', level: over ? 'warning' : 'info', source: 'system', text, at: event.sample.at });
    }
  });
}

/** The newest figure of available memory, bytes; before the first sample nothing is known to be short. */
export function availableMemory(hub: Hub): () => number {
  let newest: SystemSample | undefined;
  hub.subscribe((event) => {
    if (event.kind === 'system') newest = event.sample;
  });
  return () => (newest === undefined ? Number.POSITIVE_INFINITY : usableMemory(newest.memory));
}
