import type { BytePath } from '../base/byte-path.ts';
import type { ScannedFile } from '../duplicates/types.ts';

export const actionKinds = ['trash', 'delete', 'hardlink', 'reflink', 'symlink'] as const;
export type ActionKind = (typeof actionKinds)[number];

/** One victim and the file that stays in its place. */
export interface PlannedAction {
  readonly kind: ActionKind;
  readonly victim: ScannedFile;
  readonly survivor: ScannedFile;
  /** Bytes that the action gains. */
  readonly bytes: number;
  /** Of the content that both had at the scan, where that was xxh3-128: saves hashing it again for undo. */
  readonly digest?: string | undefined;
}

/** Data: a dry run prints it, `apply` runs it. Made by plan.ts alone, which leaves every group at least one file. */
export interface Plan {
  /** Identifies the run in the journal and for `undo`: `2026-11-22T15-04-05-1a2b3c4d`. */
  readonly run: string;
  readonly actions: readonly PlannedAction[];
  /** What was asked for and left out of the plan, with the reason. */
  readonly refused: readonly { readonly path: BytePath; readonly reason: string }[];
}

export type ActionResult = 'done' | 'planned' | 'skipped' | 'failed';

export interface ActionOutcome {
  readonly kind: ActionKind | 'restore';
  readonly path: BytePath;
  readonly survivor: BytePath | undefined;
  readonly bytes: number;
  readonly result: ActionResult;
  /** With skipped and failed. */
  readonly reason: string | undefined;
}

export interface RunSummary {
  readonly run: string;
  readonly done: number;
  readonly planned: number;
  readonly skipped: number;
  readonly failed: number;
  readonly bytes: number;
}

/** A run as `undo --list` shows it. */
export interface RunRecord {
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly kind: 'apply' | 'undo';
  readonly actions: number;
  readonly bytes: number;
  /** Actions that can still be taken back. */
  readonly undoable: number;
}

/** The task of the remove child. */
export type RemovalTask =
  | { readonly kind: 'apply'; readonly plan: Plan }
  /** Undefined: the last run that can be taken back. */
  | { readonly kind: 'undo'; readonly run: string | undefined };

export type RemovalEvent =
  /** How many outcomes there will be. */
  | { readonly kind: 'begun'; readonly actions: number }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly ActionOutcome[] };
