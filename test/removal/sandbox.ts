import { onTestFinished } from 'vitest';
import type { BytePath } from '../../src/base/byte-path.ts';
import type { DuplicateGroup } from '../../src/duplicates/types.ts';
import { newRunId, planGroups } from '../../src/removal/index.ts';
import type { ActionKind, Plan } from '../../src/removal/types.ts';
import { removeTree } from '../support/temp-dir.ts';
import { scanned } from './groups.ts';
import { makeSandbox, type Sandbox } from './make-sandbox.ts';

/** Gone when the test ends. @param parent default: in memory where there is such a place */
export function sandbox(parent?: string): Sandbox {
  const made = makeSandbox(parent);
  onTestFinished(() => removeTree(made.root));
  return made;
}

export function groupOf(...paths: readonly BytePath[]): DuplicateGroup {
  const files = paths.map((path) => scanned(path));
  return { size: files[0]?.size ?? 0, hash: '', files };
}

/** The first of each group stays. */
export function planOf(kind: ActionKind, ...groups: readonly DuplicateGroup[]): Plan {
  return planGroups(groups, { run: newRunId(), kind, order: (files) => files });
}
