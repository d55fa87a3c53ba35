import { unreachable } from '../../base/errors.ts';
import type { TransferEvent } from '../protocol.ts';
import type { Announcer } from './announcer.ts';
import type { HeldBatch } from './batch.ts';
import type { DispatchListener } from './dispatch-listener.ts';
import type { Entry } from './entry.ts';

export type HearTransfer = (event: TransferEvent, entry: Entry, batch: HeldBatch) => void;

/** What a child tells of a transfer that is under way. */
export function hearTransfers(
  listener: Pick<DispatchListener, 'checkpoint' | 'heldOff'>,
  say: Pick<Announcer, 'started' | 'progress'>,
): HearTransfer {
  return (event, entry, batch) => {
    switch (event.kind) {
      case 'started':
        entry.total = event.total;
        entry.name = event.name;
        say.started(entry, event.resumedFrom);
        break;
      case 'progress': {
        entry.arrived(event.received, performance.now());
        // Should the child die, the one that takes over goes on from there.
        const task = batch.task(event.id);
        if (task !== undefined && event.checkpoint !== undefined) {
          task.checkpoint = event.checkpoint;
          listener.checkpoint(entry, event.checkpoint);
        }
        say.progress(entry);
        break;
      }
      case 'held-off':
        listener.heldOff(entry, event.host, event.ms);
        break;
      default:
        unreachable(event);
    }
  };
}
