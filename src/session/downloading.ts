import { resolve } from 'node:path';
import { Failure, UsageError } from '../base/errors.ts';
import { plural } from '../base/quantities.ts';
import { openDownloadLog } from '../catalogue/downloads.ts';
import { createDownloads, type Downloads, parsePasted } from '../download/index.ts';
import type { ParsedList } from '../download/list.ts';
import type { DownloadOptions } from '../download/types.ts';
import type { LogLevel } from '../store/events.ts';
import type { Hub } from './hub.ts';
import type { PoolCommons } from './scanning.ts';

export interface Downloading {
  readonly queue: Downloads;
  add(list: ParsedList): void;
  /** Adds what was pasted or typed; what makes no sense is said in the log, and then false. */
  addText(text: string, name: string): boolean;
  /** Takes up what an earlier run left unfinished in the folder. */
  restore(): void;
}

export interface DownloadingSettings {
  readonly options: DownloadOptions;
  /** Whether the queue outlives the program. */
  readonly remembered: boolean;
  readonly commons: PoolCommons;
  /** Files have come: called some seconds after the first at the latest, and once more when the last has. */
  readonly onArrived: () => void;
}

/** While downloads go on, what arrived is looked at this often at most. */
const lookMs = 5000;

export function createDownloading(hub: Hub, settings: DownloadingSettings): Downloading {
  const { options, remembered, commons, onArrived } = settings;
  const say = (level: LogLevel, text: string) =>
    hub.publish({ kind: 'log', level, source: 'list', text, at: Date.now() });
  let look: NodeJS.Timeout | undefined;
  const arrived = (): void => {
    clearTimeout(look);
    look = undefined;
    onArrived();
  };
  const log = remembered
    ? openDownloadLog(resolve(options.dir), { onNotice: (text) => say('warning', text) })
    : undefined;
  const queue = createDownloads(options, {
    ...commons,
    log,
    onNotice: (text) => say('warning', text),
    onEvent(event) {
      hub.publish({ kind: 'download', event });
      if (event.kind === 'done') look ??= setTimeout(arrived, lookMs);
      if (!queue.busy && look !== undefined) arrived();
    },
  });

  /** What a person can mend is said in the log, and false; the screen goes on. */
  const guarded = (work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof Failure)) throw error;
      for (const line of error.message.split('\n')) say('error', line);
      return false;
    }
  };
  const take = ({ requests, notes }: ParsedList): void => {
    queue.add(requests);
    for (const note of notes) say('info', note);
    say('info', `${plural(requests.length, 'URL')} queued`);
  };

  return {
    queue,
    add: (list) => void guarded(() => take(list)),
    addText: (text, name) => guarded(() => take(parsePasted(text, name))),
    restore: () =>
      void guarded(() => {
        const count = queue.restore();
        if (count > 0) say('info', `${plural(count, 'unfinished download')} of an earlier run taken up again`);
      }),
  };
}
