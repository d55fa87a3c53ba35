import { unreachable } from '../base/errors.ts';
import type { Job } from '../orchestrator/types.ts';
import type { Batch, BatchEvent, Ended, FetchCommand, FetchSettings, TransferEvent, TransferTask } from './protocol.ts';
import { prepareHash } from './transfer/content-hash.ts';
import { Limiter } from './transfer/limiter.ts';
import { type Network, openNetwork } from './transfer/network.ts';
import { Round } from './transfer/round.ts';
import { Transfer } from './transfer/transfer.ts';
import type { DownloadId } from './types.ts';

const tickMs = 100;

/** What a fetch child does: the batches in its hands, one clock for all of them, and the parent's word on limits. */
export function createFetchJob(): Job<Batch, BatchEvent, readonly Ended[], FetchCommand> {
  const rounds = new Set<Round>();
  const limiter = new Limiter();
  let settings: FetchSettings | undefined;
  let network: Promise<Network> | undefined;
  let clock: NodeJS.Timeout | undefined;
  let paused = false;
  let connections: ReadonlyMap<DownloadId, number> = new Map();

  // While the parent has still its list to read: later the first connections would wait for it. Should it fail, the first
  // body meets the same.
  setImmediate(() => prepareHash().catch(() => {}));

  function tick(): void {
    const now = performance.now();
    for (const round of rounds) round.tick(now);
  }

  function countChanged(): void {
    limiter.active = rounds.size;
    if (rounds.size > 0) clock ??= setInterval(tick, tickMs);
    else {
      clearInterval(clock);
      clock = undefined;
    }
  }

  return {
    async run(batch, context) {
      if (settings === undefined) throw new Error('a transfer before the settings');
      const own = settings;
      network ??= openNetwork(settings);
      const open = await network;
      const channel = open.channel(false);
      const start = (task: TransferTask, emit: (event: TransferEvent) => void) => {
        const transfer = new Transfer(task, { network: open, channel, settings: own, limiter, paused, emit });
        transfer.allow(connections.get(task.id) ?? 1);
        return transfer;
      };
      const round = new Round(batch, context, channel, start);
      rounds.add(round);
      countChanged();
      try {
        return await round.run();
      } finally {
        rounds.delete(round);
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
          for (const round of rounds) round.pause(paused);
          break;
        case 'recall':
          for (const round of rounds) if (round.host === command.host) round.recall(command.ahead);
          break;
        case 'withdraw':
          for (const round of rounds) round.withdraw(command.ids);
          break;
        case 'rate':
          limiter.perTransfer = command.perTransfer;
          break;
        case 'connections':
          connections = command.allowed;
          for (const round of rounds) round.allow(connections);
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
