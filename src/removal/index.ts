/** Removal as the rest of the program sees it. */
export { EarlyActHelper } from './act-helper.ts';
export { applyPlan, dryRun } from './apply.ts';
export { pathsOfReport, regroup } from './from-report.ts';
export { planGroups, planMarked } from './plan.ts';
export { newRunId } from './run-id.ts';
export { belowFolders } from './scope.ts';
export { type RemovalOptions, recover } from './session.ts';
export { listRuns, undoRun } from './undo.ts';
