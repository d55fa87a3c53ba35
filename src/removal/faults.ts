/**
 * Named places right before each system call of removal that changes something, or that a decision rests on. Tests stop
 * there to change the disk, to let a call fail, or to kill the process; in the program they cost one comparison.
 */
export const faultPoints = [
  'journal-intents',
  'open',
  'compare',
  'stat-again',
  'make-trash-folder',
  'write-trash-info',
  'move-to-trash',
  'make-replacement',
  'stage',
  'check-moved',
  'unlink',
  'check-survivor',
  'put-back',
  'remove-trash-info',
  'journal-results',
  'copy-survivor',
  'restore-metadata',
  'name-copy',
  'place-copy',
  'unlink-displaced',
  'move-from-trash',
  'end-run',
] as const;
export type FaultPoint = (typeof faultPoints)[number];

let hook: ((point: FaultPoint) => void) | undefined;

/** For tests alone: what the hook throws is taken as the error of the system call that follows. */
export function onFaultPoint(next: ((point: FaultPoint) => void) | undefined): void {
  hook = next;
}

export function faultPoint(point: FaultPoint): void {
  hook?.(point);
}
