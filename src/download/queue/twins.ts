/**
 * `--if-duplicate skip|link`: a body that turned out to be here already goes again, or becomes a hard link, by the very
 * plan, verification and journal of removal. So nothing is believed that was not compared byte by byte, and `undo` works.
 */
import { lstatSync } from 'node:fs';
import { fromText } from '../../base/byte-path.ts';
import { reasonOf } from '../../base/errors.ts';
import type { ScannedFile } from '../../duplicates/types.ts';
import { createPool } from '../../orchestrator/pool.ts';
import type { EngineName } from '../../orchestrator/types.ts';
import { stopped } from '../../removal/act-each.ts';
import { newRunId, planMarked } from '../../removal/index.ts';
import type { ActionOutcome, RemovalEvent, RemovalTask, RunSummary } from '../../removal/types.ts';
import type { Marked } from '../../session/types.ts';
import type { Twins } from '../log.ts';
import type { Entry } from './entry.ts';

/** A file that arrived though its content was here already, as the survivor. */
export interface Twin extends Twins {
  readonly entry: Entry;
}

export interface TwinOutcome extends Twin {
  /** False: somebody stopped it before. */
  readonly reached: boolean;
  /** Why it was left as it is; undefined: it was done. */
  readonly refusal: string | undefined;
}

/** So long a removal that is stopped may take to end between two acts; what it has done by then is known. */
const betweenActsMs = 1000;

/**
 * Deals with the twins of a run as one run of removal. Never throws: what cannot be done is refused, with the reason.
 * @param stop ends it between two acts; one that takes longer is cut off, and settled from the journal later
 */
export async function settleTwins(
  twins: readonly Twin[],
  what: 'skip' | 'link',
  engine: EngineName,
  stop: AbortSignal,
): Promise<readonly TwinOutcome[]> {
  const outcomes = new Map<string, ActionOutcome>();
  const pool = createPool<RemovalTask, RemovalEvent, RunSummary>({
    role: 'remove',
    entry: 'remove-child',
    load: async () => (await import('../../removal/job.ts')).removalJob(),
    engine,
    size: 1,
    // What a child that died has left behind is settled from the journal, not done a second time.
    attempts: 1,
    silenceMs: 0,
  });
  let cutOff: NodeJS.Timeout | undefined;
  stop.addEventListener('abort', () => {
    cutOff = setTimeout(() => void pool.close(), betweenActsMs);
  });
  let obstacle: string | undefined;
  try {
    const marked = twins.map(markedOf).filter((found) => found !== undefined);
    const plan = planMarked(newRunId(), what === 'skip' ? 'delete' : 'hardlink', marked);
    const onEvent = (event: RemovalEvent) => {
      if (event.kind === 'outcomes') for (const outcome of event.outcomes) outcomes.set(outcome.path, outcome);
    };
    await pool.submit({ kind: 'apply', plan }, { onEvent, signal: stop });
  } catch (error) {
    obstacle = reasonOf(error);
  } finally {
    clearTimeout(cutOff);
    await pool.close();
  }
  return twins.map((twin) => {
    const outcome = outcomes.get(fromText(twin.path));
    const refusal = outcome === undefined ? (obstacle ?? 'one of the two is gone') : refusalOf(outcome);
    return { ...twin, reached: !stop.aborted || isReached(outcome), refusal };
  });
}

function isReached(outcome: ActionOutcome | undefined): boolean {
  return outcome !== undefined && outcome.reason !== stopped.reason;
}

function refusalOf({ result, reason }: ActionOutcome): string | undefined {
  return result === 'done' ? undefined : (reason ?? result);
}

function markedOf({ path, hash, survivor }: Twin): Marked | undefined {
  const [kept, victim] = [scannedFile(survivor), scannedFile(path)];
  if (kept === undefined || victim === undefined) return undefined;
  return { group: { size: victim.size, hash, files: [kept, victim] }, victims: [victim] };
}

function scannedFile(path: string): ScannedFile | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) return undefined;
  const { dev, ino, mtimeNs, ctimeNs } = stat;
  return { path: fromText(path), dev, ino, size: Number(stat.size), mtimeNs, ctimeNs, reference: false, links: [] };
}
