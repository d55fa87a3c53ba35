import { unreachable } from '../base/errors.ts';
import type { Job, TaskContext } from '../orchestrator/types.ts';
import type { FetchCommand, FetchSettings, TransferEvent, TransferOutcome, TransferTask } from './protocol.ts';
import { Limiter } from './transfer/limiter.ts';
import { type Network, openNetwork } from './transfer/network.ts';
import { Transfer } from './transfer/transfer.ts';

const tickMs = 100;

/** What a fetch child does: the transfers in its hands, one clock for all of them, and the parent's word on limits. */
export function createFetchJob(): Job<TransferTask, TransferEvent, TransferOutcome, FetchCommand> {
  const active = new Map<Transfer, { readonly id: number; readonly context: TaskContext<TransferEvent> }>();
  const limiter = new Limiter();
  let settings: FetchSettings | undefined;
  let network: Promise<Network> | undefined;
  let clock: NodeJS.Timeout | undefined;
  let paused = false;

  function tick(): void {
    const now = performance.now();
    for (const [transfer, { context }] of active) {
      if (context.signal.aborted) transfer.abort(new Error('cancelled'));
      else transfer.tick(now);
    }
  }

  function countChanged(): void {
    limiter.active = active.size;
    if (active.size > 0) clock ??= setInterval(tick, tickMs);
    else {
      clearInterval(clock);
      clock = undefined;
    }
  }

  return {
    async run(task, context) {
      if (settings === undefined) throw new Error('a transfer before the settings');
      network ??= openNetwork(settings);
      const emit = (event: TransferEvent) => context.emit(event);
      const transfer = new Transfer(task, { network: await network, settings, limiter, paused, emit });
      active.set(transfer, { id: task.id, context });
      countChanged();
      try {
        return await transfer.run();
      } finally {
        active.delete(transfer);
        countChanged();
      }
    },
    command(command) {
      switch (command.kind) {
        case 'settings':
          settings = command.settings;
          break;
        case 'pause':
          paused = command.paused;
          for (const transfer of active.keys()) transfer.pause(paused);
          break;
        case 'rate':
          limiter.perTransfer = command.perTransfer;
          break;
        case 'connections':
          for (const [transfer, { id }] of active) transfer.allow(command.allowed.get(id) ?? 1);
          break;
        default:
          unreachable(command);
      }
    },
    async close() {
      clearInterval(clock);
      await (await network)?.close();
    },
  };
}
