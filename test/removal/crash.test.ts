import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import { faultPoints } from '../../src/removal/faults.ts';
import { applyPlan, listRuns, newRunId, planGroups, recover, undoRun } from '../../src/removal/index.ts';
import { removeTree } from '../support/temp-dir.ts';
import type { CrashTask } from './crash-child.ts';
import { groupsOf } from './groups.ts';
import { fastTempFolder, makeSandbox, type Sandbox } from './make-sandbox.ts';
import { buildWorld, contentsBelow, type FileSpec, snapshot } from './world.ts';

const child = fileURLToPath(new URL('crash-child.ts', import.meta.url));
const plain: FileSpec = { folder: 0, content: 0, mode: 0o644, mtime: 1e9, attribute: false, linkTo: undefined };
// A survivor, and a victim that carries all that a file can, under two names.
const files: readonly FileSpec[] = [
  plain,
  { ...plain, folder: 2, mode: 0o4755, mtime: -7, attribute: true },
  { ...plain, folder: 1, linkTo: 1 },
];
const killedAt = new Set<string>();
// Hundreds of processes of the same code: all but the first start from what that one compiled.
const compiled = mkdtempSync(join(fastTempFolder, 'forkful-crash-'));
afterAll(() => removeTree(compiled));

interface World {
  readonly box: Sandbox;
  readonly paths: readonly BytePath[];
  readonly before: readonly string[];
}

function build(): World {
  const box = makeSandbox(fastTempFolder);
  mkdirSync(box.options.stateDir, { recursive: true });
  const tree = fromText(box.tree);
  const paths = buildWorld(tree, files);
  return { box, paths, before: snapshot(tree) };
}

async function dieAt(
  killAt: number,
  { box, paths }: World,
  task: Omit<CrashTask, 'killAt' | 'paths' | 'stateDir' | 'trash'>,
) {
  const full: CrashTask = { ...task, killAt, paths, stateDir: box.options.stateDir, trash: box.trash };
  const process_ = spawn(process.execPath, [child, JSON.stringify(full)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  process_.stdout.on('data', (point: Buffer) => killedAt.add(point.toString()));
  const [code, signal] = await once(process_, 'close');
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL']);
  return signal === 'SIGKILL';
}

/** Every fault point of a run in turn, in a world of its own each time. */
async function crashEverywhere(
  task: Omit<CrashTask, 'killAt' | 'paths' | 'stateDir' | 'trash'>,
  check: (world: World, where: string) => Promise<void>,
): Promise<number> {
  for (let killAt = 1; ; killAt++) {
    const world = build();
    try {
      const { box, paths } = world;
      if (task.mode === 'undo') {
        await applyPlan(
          planGroups(groupsOf(paths), { run: newRunId(), kind: task.kind, order: (all) => all }),
          box.options,
        );
      }
      const died = await dieAt(killAt, world, task);
      await recover(box.options);
      await check(world, `${task.kind} ${task.mode}, step ${killAt}`);
      if (!died) return killAt - 1;
    } finally {
      removeTree(world.box.root);
    }
  }
}

async function takeBack({ box }: World): Promise<void> {
  for (const { run, undoable } of listRuns(box.options)) if (undoable > 0) await undoRun(run, box.options);
}

describe.concurrent.each(['trash', 'delete', 'hardlink', 'symlink'] as const)('killed at every step of %s', (kind) => {
  test('each file is untouched or journalled, and undo restores the tree exactly', async () => {
    const steps = await crashEverywhere({ mode: 'apply', kind, touchAtCheck: undefined }, async (world, where) => {
      await takeBack(world);
      expect(snapshot(fromText(world.box.tree)), where).toEqual(world.before);
    });
    expect(steps).toBeGreaterThan(15);
  }, 300_000);

  test('a killed undo is finished by the next one', async () => {
    const steps = await crashEverywhere({ mode: 'undo', kind, touchAtCheck: undefined }, async (world, where) => {
      await takeBack(world);
      expect(snapshot(fromText(world.box.tree)), where).toEqual(world.before);
    });
    expect(steps).toBeGreaterThan(8);
  }, 300_000);
});

describe('killed while a victim is put back or written back', () => {
  // The first look at the survivor comes before the unlink, the second after it.
  test.each([
    ['trash', 1],
    ['delete', 1],
    ['delete', 2],
    ['symlink', 2],
  ] as const)(
    'no content is lost: %s, the survivor touched before look %i',
    async (kind, touchAtCheck) => {
      await crashEverywhere({ mode: 'apply', kind, touchAtCheck }, async ({ box, paths }, where) => {
        expect([...contentsBelow(fromText(box.root))], where).toContain('first content');
        await expect(recover(box.options), where).resolves.toBeUndefined();
        expect(paths).toHaveLength(3);
      });
    },
    300_000,
  );
});

test('every fault point was one of them', () => {
  expect([...killedAt].sort()).toEqual([...faultPoints].sort());
});
