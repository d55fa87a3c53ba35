import { readFileSync } from 'node:fs';
import { type BytePath, toFs, toText } from '../../base/byte-path.ts';
import { Failure, reasonOf, UsageError } from '../../base/errors.ts';
import { formatBytes, plural } from '../../base/quantities.ts';
import { scan } from '../../duplicates/scan.ts';
import { orderByKeepRules } from '../../duplicates/select.ts';
import {
  algorithmNames,
  type DuplicateGroup,
  defaultKeepRules,
  type KeepRule,
  keepRuleNames,
} from '../../duplicates/types.ts';
import type { Gate } from '../../orchestrator/types.ts';
import {
  applyPlan,
  belowFolders,
  dryRun,
  EarlyActHelper,
  newRunId,
  pathsOfReport,
  planGroups,
  regroup,
} from '../../removal/index.ts';
import { type ActionKind, actionKinds, type Plan } from '../../removal/types.ts';
import { exitCodes } from '../exit-codes.ts';
import { printOutcomes, type RemovalReport } from '../formats/removal.ts';
import { openHeadlessGate } from '../headless-gate.ts';
import type { Invocation, Run } from '../invocation.ts';
import { scanOptions } from '../scan-options.ts';
import { tuneForScanning } from '../tune-for-scanning.ts';

export const run: Run = async (invocation) => {
  tuneForScanning();
  const { operands, options, output, signal } = invocation;
  const report = options.path('from');
  if ((report === undefined) === (operands.length === 0)) {
    throw new UsageError('give either folders or --from REPORT.json');
  }
  const keep = keepRules(options.text('keep'));
  const kind = options.choice('action', actionKinds) ?? 'trash';
  const [dry, json] = [options.flag('dry-run'), options.flag('json')];
  const ask = !dry && !options.flag('yes');
  if (ask && !output.canAsk) throw new UsageError('there is no terminal to ask on: --yes goes ahead, --dry-run shows');

  const only = options.paths('only');
  const inScope = belowFolders(only);
  const gate = openHeadlessGate(invocation);
  await using early = new EarlyActHelper(!dry && !ask, signal);
  const found = report === undefined ? await findGroups(invocation, gate, early) : await readGroups(report, invocation);
  output.progress(undefined);
  // What a stopped scan reached is no ground to act on.
  if (signal.aborted) return exitCodes.failed;

  const plan = planGroups(found.groups, {
    run: newRunId(),
    kind,
    order: (files) => orderByKeepRules(files, keep),
    algorithm: report === undefined ? (options.choice('algorithm', algorithmNames) ?? 'xxh3-128') : 'xxh3-128',
    ...(only.length > 0 ? { mayGo: inScope } : {}),
  });
  const print = (result: RemovalReport) => printOutcomes(result, { json, output });
  if (dry || plan.actions.length === 0) {
    print({ ...dryRun(plan), dryRun: dry });
    return plan.refused.length > 0 || found.problems > 0 ? exitCodes.failed : exitCodes.done;
  }
  if (ask && !(await output.confirm(question(plan, kind, keep)))) {
    output.message('nothing was removed');
    return exitCodes.done;
  }

  if (!gate.isOpen()) await gate.opened();
  gate.close();
  const outcomes: RemovalReport['outcomes'][number][] = [];
  const onNotice = (text: string) => output.error(`forkful: ${text}`);
  const summary = await applyPlan(plan, {
    signal,
    helper: early.helper,
    onNotice,
    onOutcomes(more) {
      for (const outcome of more) outcomes.push(outcome);
      output.progress(`${plural(outcomes.length, 'file')} of ${plan.actions.length + plan.refused.length}`);
    },
  });
  output.progress(undefined);
  print({ outcomes, summary, dryRun: false });
  if (!json && summary.done > 0) output.message(`forkful undo ${plan.run} takes it back`);
  return summary.failed + summary.skipped + found.problems > 0 ? exitCodes.failed : exitCodes.done;
};

interface Found {
  readonly groups: readonly DuplicateGroup[];
  readonly problems: number;
}

async function findGroups(invocation: Invocation, gate: Gate, early: EarlyActHelper): Promise<Found> {
  const { output, signal } = invocation;
  const groups: DuplicateGroup[] = [];
  let redundant = 0;
  const onEvent: Parameters<typeof scan>[1]['onEvent'] = (event) => {
    if (event.kind === 'groups') {
      for (const group of event.groups) {
        groups.push(group);
        redundant += group.files.length - 1;
      }
      early.expect(redundant);
    }
    if (event.kind === 'problems') {
      for (const { path, message } of event.problems) output.error(`forkful: ${toText(path)}: ${message}`);
    }
    if (event.kind !== 'progress') return;
    const { files, redundantBytes } = event.progress;
    output.progress(`looking for duplicates: ${plural(files, 'file')}, ${formatBytes(redundantBytes)} to gain`);
  };
  const onNotice = (text: string) => output.error(`forkful: ${text}`);
  try {
    const { problems } = await scan(scanOptions(invocation), { onEvent, onNotice, signal, gate });
    return { groups, problems };
  } catch (error) {
    if (signal.aborted) return { groups: [], problems: 0 };
    throw error;
  }
}

async function readGroups(report: BytePath, { options, output, signal }: Invocation): Promise<Found> {
  const isReference = belowFolders(options.paths('reference'));
  let text: string;
  try {
    text = readFileSync(toFs(report), 'utf8');
  } catch (error) {
    throw new Failure(`${toText(report)}: ${reasonOf(error)}`);
  }
  const { groups, missing, unlike } = await regroup(pathsOfReport(text), isReference, signal);
  for (const { path, reason } of missing) output.message(`forkful: ${toText(path)}: left out, ${reason}`);
  for (const path of unlike) output.message(`forkful: ${toText(path)}: left out, it is like none of its group now`);
  return { groups, problems: 0 };
}

function keepRules(text: string | undefined): readonly KeepRule[] {
  if (text === undefined) return defaultKeepRules;
  return text.split(',').map((word) => {
    const rule = keepRuleNames.find((name) => name === word.trim());
    if (rule === undefined) throw new UsageError(`--keep: "${word}" is not one of ${keepRuleNames.join(', ')}`);
    return rule;
  });
}

const deeds: Readonly<Record<ActionKind, (files: string) => string>> = {
  trash: (files) => `Move ${files} to the trash`,
  delete: (files) => `Delete ${files} for good`,
  hardlink: (files) => `Replace ${files} by hard links`,
  reflink: (files) => `Replace ${files} by reflinks`,
  symlink: (files) => `Replace ${files} by symbolic links`,
};

function question({ actions }: Plan, kind: ActionKind, keep: readonly KeepRule[]): string {
  const bytes = formatBytes(actions.reduce((sum, action) => sum + action.bytes, 0));
  const staying = new Set(actions.map(({ survivor }) => survivor.path));
  const files = `${plural(actions.length, 'file')} (${bytes})`;
  return `${deeds[kind](files)}? ${plural(staying.size, 'file')} of equal content ${staying.size === 1 ? 'stays' : 'stay'}, chosen by ${keep.join(', then ')}.`;
}
