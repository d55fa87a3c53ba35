import { formatBytes } from '../base/quantities.ts';
import { createMemoryGate, type MemoryGate } from '../orchestrator/memory-gate.ts';
import { openAvailableMemory } from '../system/platform.ts';
import type { Invocation } from './invocation.ts';

/**
 * Holds the work of a command back while less than `--min-memory` is available, and says so on stderr. A signal that
 * ends the command ends the waiting.
 * @param open opens a reader of the bytes that can be used; called when the first task asks, not before
 */
export function openHeadlessGate(
  { options, output, signal }: Pick<Invocation, 'options' | 'output' | 'signal'>,
  open = openAvailableMemory,
): MemoryGate {
  let read: (() => number) | undefined;
  const gate = createMemoryGate({
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
  signal.addEventListener('abort', () => gate.close(), { once: true });
  return gate;
}
