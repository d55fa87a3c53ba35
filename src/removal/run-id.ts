import { randomBytes } from 'node:crypto';

/** `2026-11-22T15-04-05-1a2b3c4d`: the second in UTC, so that names sort as time does, and a part that two runs never share. */
export function newRunId(now: Date = new Date()): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(4).toString('hex')}`;
}

/** Names that a run uses beside the files it acts on; nobody else's file begins so. */
export function asideName(run: string, seq: number): string {
  return `.forkful-${run.slice(-8)}-${seq}`;
}
