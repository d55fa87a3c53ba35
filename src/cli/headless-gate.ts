import { formatBytes } from '../base/quantities.ts';
import { createMemoryGate, type MemoryGate } from '../orchestrator/memory-gate.ts';
import { openAvailableMemory } from '../system/platform.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/**
 * Holds the work of a command back while less than `--min-memory` is available, and says so on stderr.
 * @param open opens a reader of the bytes that can be used; called when the first task asks, not before
 */
export function openHeadlessGate(options: Options, output: Output, open = openAvailableMemory): MemoryGate {
  let read: (() => number) | undefined;
  return createMemoryGate({
    required: options.size('min-memory') ?? 0,
    read: () => {
      read ??= open();
      return read();
    },
    onWait: (available, required) =>
      output.message(
        `forkful: waiting for memory: ${formatBytes(available)} available, ${formatBytes(required)} needed`,
      ),
    onGo: (available) => output.message(`forkful: going on: ${formatBytes(available)} available`),
  });
}
