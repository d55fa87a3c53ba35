/** Removes or undoes in a process of its own, and dies of SIGKILL at the nth fault point, after naming it on stdout. */
import { utimesSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { type BytePath, fromText, toFs } from '../../src/base/byte-path.ts';
import { type FaultPoint, onFaultPoint } from '../../src/removal/faults.ts';
import { applyPlan, newRunId, planGroups, undoRun } from '../../src/removal/index.ts';
import type { ActionKind } from '../../src/removal/types.ts';
import { groupsOf } from './groups.ts';

export interface CrashTask {
  readonly mode: 'apply' | 'undo';
  readonly kind: ActionKind;
  /** One character a byte. */
  readonly paths: readonly BytePath[];
  readonly stateDir: string;
  readonly trash: string;
  readonly killAt: number;
  /** Touches the survivor right before the nth look at it, so that the victim has to be put back, or written back. */
  readonly touchAtCheck: number | undefined;
  readonly fewestForHelper?: number;
}

const task: CrashTask = JSON.parse(process.argv[2] ?? '');
let step = 0;
let checks = 0;

function atPoint(point: FaultPoint): void {
  if (point === 'check-survivor') {
    checks += 1;
    const survivor = task.paths[0];
    if (checks === task.touchAtCheck && survivor !== undefined) utimesSync(toFs(survivor), 1, 1);
  }
  step += 1;
  if (step !== task.killAt) return;
  writeSync(1, point);
  process.kill(process.pid, 'SIGKILL');
}

// A killed process leaves nothing behind by itself.
flushCompileCache();
onFaultPoint(atPoint);
const { stateDir, fewestForHelper } = task;
const options = { stateDir, fewestForHelper, trashFolder: fromText(task.trash) };
if (task.mode === 'undo') await undoRun(undefined, options);
else {
  const rules = { run: newRunId(), kind: task.kind, order: <T>(files: T) => files };
  await applyPlan(planGroups(groupsOf(task.paths), rules), options);
}
