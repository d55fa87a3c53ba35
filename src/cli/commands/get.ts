/** `forkful get`: URLs from arguments and lists, through the queue of download/, to lines on stdout. */
import { resolve } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { proxiesOf } from '../../download/proxy-environment.ts';
import type { DownloadEvent, DownloadSummary } from '../../download/types.ts';
import { dismissAhead } from '../../orchestrator/head-start.ts';
import { waitingWords } from '../../orchestrator/waiting.ts';
import { exitCodes } from '../exit-codes.ts';
import { openHeadlessGate } from '../headless-gate.ts';
import type { Run } from '../invocation.ts';
import { readDownloadOptions } from './download-options.ts';
import { expectedRequests, readRequests } from './get-options.ts';
import { createReport } from './get-report.ts';

const progressMs = 200;

export const run: Run = async (invocation) => {
  const { operands, options, output, signal, onProgressRequest, onPause } = invocation;
  const settings = readDownloadOptions(options);
  // Every download would fail of it.
  proxiesOf(process.env);
  const report = createReport(output, { json: options.flag('json') });
  const stopped = stopOf(signal);
  if (options.flag('dry-run')) {
    const planned = await Promise.race([readRequests(operands, options), stopped]);
    if (planned === undefined) return exitCodes.done;
    const { requests, notes } = planned;
    for (const note of notes) output.message(note);
    for (const request of requests) report.planned(request, settings.dir);
    return exitCodes.done;
  }
  const { createDownloads, describe } = await import('../../download/index.ts');
  const { openDownloadLog } = await import('../../catalogue/downloads.ts');
  const gate = openHeadlessGate(invocation);
  let interrupted = false;
  // First of all: the children become ready while the log is opened and the list is read.
  const downloads = createDownloads(settings, {
    expected: expectedRequests(operands, options),
    log: () => {
      const log = openDownloadLog(resolve(settings.dir), { onNotice: (text) => output.error(`forkful: ${text}`) });
      interrupted = log.unfinished().length > 0;
      return log;
    },
    gate,
    onNotice: output.message,
    onEvent: (event: DownloadEvent) => report.event(event),
    onLine: ({ worker, text }) => output.message(`${worker}: ${text}`),
    onWaiting: (workers) => output.message(`forkful: ${waitingWords(workers)}`),
  });
  dismissAhead();
  // The list may come from somebody who is in no hurry to end it: a signal does not wait for that.
  const list = await Promise.race([readRequests(operands, options), stopped]);
  for (const note of list?.notes ?? []) output.message(note);
  if (interrupted && !signal.aborted) {
    // A forkful that was killed here may have left children that have not noticed yet.
    const { sweepLeftovers } = await import('../../orchestrator/sweep.ts');
    for (const { line } of await sweepLeftovers()) output.message(line);
  }
  const standing = () => describe(downloads.tally.standing(performance.now()));
  onProgressRequest(standing);
  onPause((paused) => downloads.pause(paused));
  const clock = output.stderrIsTerminal ? setInterval(() => report.progress(downloads.tally), progressMs) : undefined;

  if (list !== undefined && !signal.aborted) {
    // A share of a list may be empty, and so may a list: then nothing was wanted, not what is left of another.
    const named = operands.length > 0 || options.path('input') !== undefined;
    if (named) downloads.add(list.requests);
    else if (downloads.restore() === 0)
      throw new UsageError(`no URL was given, and nothing is left to do in ${settings.dir}`);
    await Promise.race([downloads.finished(), stopped]);
  }
  clearInterval(clock);
  gate.close();
  await downloads.close();
  const summary: DownloadSummary = await downloads.finished();
  report.summary(summary);
  if (downloads.unrecorded !== undefined) {
    output.error(`forkful: ${downloads.unrecorded.message}`);
    output.error('forkful: the files are complete, but not on record: the same command looks at them again');
    return exitCodes.failed;
  }
  return summary.failed > 0 || summary.halted !== undefined ? exitCodes.failed : exitCodes.done;
};

/** Resolves when the signal has come; made before the first wait, so that none is missed. */
function stopOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
