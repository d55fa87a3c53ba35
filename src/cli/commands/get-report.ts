import { formatBytes, formatCount, formatElapsed, plural } from '../../base/quantities.ts';
import { makeVisible } from '../../base/visible.ts';
import { describe, type Tally } from '../../download/tally.ts';
import type { DownloadEvent, DownloadRequest, DownloadSummary } from '../../download/types.ts';
import type { Output } from '../output.ts';

/** What `get` says: results on stdout, a line or a JSON object each; everything else on stderr. */
export interface Report {
  event(event: DownloadEvent): void;
  planned(request: DownloadRequest, dir: string): void;
  progress(tally: Tally): void;
  summary(summary: DownloadSummary): void;
}

export function createReport(output: Output, { json }: { readonly json: boolean }): Report {
  // Arrivals come in batches: one write for each, not one for each line.
  let lines = '';
  let printing: NodeJS.Immediate | undefined;
  const flush = () => {
    clearImmediate(printing);
    printing = undefined;
    if (lines !== '') output.result(lines);
    lines = '';
  };
  const print = (text: string) => {
    lines += `${text}\n`;
    printing ??= setImmediate(flush);
  };
  const line = (object: object) => print(JSON.stringify(object));
  return {
    event(event) {
      switch (event.kind) {
        case 'done': {
          const { id: _, ...rest } = event;
          if (json) line(rest);
          else print(`${makeVisible(event.path)}${twin(event.duplicateOf)}`);
          break;
        }
        case 'failed': {
          const { id: _, ...rest } = event;
          if (json) line(rest);
          else output.error(`failed: ${makeVisible(event.url)}: ${event.reason}`);
          break;
        }
        case 'skipped': {
          const { id: _, ...rest } = event;
          if (json) line(rest);
          else output.message(`skipped: ${makeVisible(event.url)}: ${makeVisible(event.reason)}`);
          break;
        }
        case 'waiting': {
          const seconds = Math.ceil(Math.max(0, event.at - Date.now()) / 1000);
          if (output.verbose || seconds >= 10) output.message(`waiting ${seconds} s: ${event.reason}`);
          break;
        }
        case 'halted':
          output.error(`stopped: ${event.reason}`);
          break;
        case 'queued':
        case 'started':
        case 'progress':
        case 'paused':
        case 'cancelled':
        case 'exchanged':
        case 'held':
          break;
      }
    },
    planned({ url, out, dir: own }, dir) {
      if (json) line({ kind: 'planned', url, dir: own ?? dir, ...(out === undefined ? {} : { out }) });
      else print(makeVisible(url));
      flush();
    },
    progress(tally) {
      const standing = tally.standing(performance.now());
      output.progress(`${bar(standing.share, 20)} ${describe(standing)}`.slice(0, output.columns - 1));
    },
    summary(summary) {
      output.progress(undefined);
      const { done, failed, skipped, duplicates, bytes, ms, left, halted } = summary;
      if (json) line({ kind: 'summary', done, failed, skipped, duplicates, bytes, ms, left, halted });
      flush();
      if (!json) output.message(inWords(summary));
    },
  };
}

function inWords({ done, failed, skipped, duplicates, bytes, ms, left }: DownloadSummary): string {
  return [
    `${plural(done, 'file')}, ${formatBytes(bytes)}, in ${formatElapsed(ms)}`,
    ...(duplicates === 0 ? [] : [plural(duplicates, 'duplicate')]),
    ...(skipped === 0 ? [] : [`${formatCount(skipped)} skipped`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
    ...(left === 0 ? [] : [`${formatCount(left)} left: run the same command again to go on`]),
  ].join(' · ');
}

function twin(path: string | undefined): string {
  return path === undefined ? '' : `  (same content as ${makeVisible(path)})`;
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return `${'━'.repeat(full)}${'─'.repeat(width - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}
