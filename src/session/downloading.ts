import { reasonOf, UsageError } from '../base/errors.ts';
import { plural } from '../base/quantities.ts';
import { createDownloads, type Downloads } from '../download/index.ts';
import { type ParsedList, parseList } from '../download/list.ts';
import type { DownloadOptions } from '../download/types.ts';
import type { Hub } from './hub.ts';
import type { PoolCommons } from './scanning.ts';

export interface Downloading {
  readonly queue: Downloads;
  add(list: ParsedList): void;
  /** Adds what a URL list says; what makes no sense is said in the log, line by line. */
  addText(text: string, name: string): void;
}

/** While downloads go on, what arrived is looked at this often at most. */
const lookMs = 5000;

/** @param onArrived files have come; called soon after, and once more when the last has */
export function createDownloading(
  hub: Hub,
  options: DownloadOptions,
  commons: PoolCommons,
  onArrived: () => void,
): Downloading {
  let look: NodeJS.Timeout | undefined;
  const queue = createDownloads(options, {
    ...commons,
    onEvent(event) {
      hub.publish({ kind: 'download', event });
      if (event.kind === 'done') look ??= setTimeout(arrived, lookMs);
      if (!queue.busy && look !== undefined) arrived();
    },
  });
  const arrived = (): void => {
    clearTimeout(look);
    look = undefined;
    onArrived();
  };
  const say = (level: 'info' | 'error', text: string) =>
    hub.publish({ kind: 'log', level, source: 'list', text, at: Date.now() });

  const add = ({ requests, notes }: ParsedList): void => {
    queue.add(requests);
    for (const note of notes) say('info', note);
    say('info', `${plural(requests.length, 'URL')} queued`);
  };

  return {
    queue,
    add,
    addText(text, name) {
      try {
        add(parseList(text, name));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        for (const line of reasonOf(error).split('\n')) say('error', line);
      }
    },
  };
}
