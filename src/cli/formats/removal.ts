/** What `dedupe` and `undo` print: a line a file for people, one document for programs. */
import { type BytePath, toJson, toText } from '../../base/byte-path.ts';
import { formatBytes, plural } from '../../base/quantities.ts';
import type { ActionOutcome, RunSummary } from '../../removal/types.ts';
import type { Output } from '../output.ts';
import { Pieces } from './pieces.ts';

export interface RemovalReport {
  readonly outcomes: readonly ActionOutcome[];
  readonly summary: RunSummary;
  readonly dryRun: boolean;
}

export function printOutcomes(report: RemovalReport, { json, output }: { json: boolean; output: Output }): void {
  const pieces = new Pieces('utf8', (piece) => output.result(piece));
  if (json) writeJson(report, pieces);
  else writeLines(report, pieces);
  pieces.flush();
  if (!json) output.message(summaryLine(report));
}

function writeJson({ outcomes, summary, dryRun }: RemovalReport, pieces: Pieces): void {
  const { run, done, planned, skipped, failed, bytes } = summary;
  pieces.add(`{"version":1,"run":${JSON.stringify(run)},"dryRun":${dryRun},\n"actions":[`);
  for (const [index, outcome] of outcomes.entries()) {
    pieces.add(`${index === 0 ? '' : ','}\n${JSON.stringify(outcomeToJson(outcome))}`);
  }
  pieces.add(`],\n"summary":${JSON.stringify({ done, planned, skipped, failed, bytes })}}\n`);
}

function outcomeToJson({ kind, path, survivor, bytes, result, reason }: ActionOutcome) {
  return {
    kind,
    ...toJson(path),
    ...(survivor === undefined ? {} : survivorToJson(survivor)),
    bytes,
    result,
    ...(reason === undefined ? {} : { reason }),
  };
}

function survivorToJson(path: BytePath) {
  const { path: survivor, pathBase64 } = toJson(path);
  return pathBase64 === undefined ? { survivor } : { survivor, survivorBase64: pathBase64 };
}

const verbs: Readonly<Record<ActionOutcome['kind'], string>> = {
  trash: 'to the trash',
  delete: 'deleted',
  hardlink: 'hard link',
  reflink: 'reflink',
  symlink: 'symbolic link',
  restore: 'restored',
};

function writeLines({ outcomes }: RemovalReport, pieces: Pieces): void {
  for (const { kind, path, survivor, result, reason } of outcomes) {
    const deed = result === 'done' ? verbs[kind] : result === 'planned' ? `planned: ${verbs[kind]}` : result;
    const kept = survivor === undefined || kind === 'restore' ? '' : `  (stays: ${toText(survivor)})`;
    pieces.add(`${deed}: ${toText(path)}${reason === undefined ? kept : `  (${reason})`}\n`);
  }
}

function summaryLine({ outcomes, summary, dryRun }: RemovalReport): string {
  const { done, planned, skipped, failed, bytes } = summary;
  if (outcomes.length === 0) return 'nothing to remove';
  const deed = outcomes[0]?.kind === 'restore' ? 'brought back' : 'done';
  const count = dryRun ? `${plural(planned, 'file')} would go` : `${plural(done, 'file')} ${deed}`;
  const trouble = [skipped > 0 ? `${skipped} skipped` : '', failed > 0 ? `${failed} failed` : ''].filter(Boolean);
  return [`${count}, ${formatBytes(bytes)}`, ...trouble].join(', ');
}
