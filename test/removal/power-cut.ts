/**
 * A crash within this process: from a fault point on, every call that could change a file fails, those that clean up after a
 * failure included, as if the process had been killed there. Thousands of crashes cost no process each.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { libc } from '../../src/base/libc.ts';
import { linuxCalls } from '../../src/removal/linux-calls.ts';

export class PowerCut extends Error {}

let dead = false;

const changing = [
  'openSync',
  'unlinkSync',
  'linkSync',
  'renameSync',
  'symlinkSync',
  'mkdirSync',
  'copyFileSync',
  'writeSync',
  'ftruncateSync',
  'fchmodSync',
  'fchownSync',
  'futimesSync',
  'fsyncSync',
] as const;
const changingLibc = ['rename', 'linkDescriptor', 'clone', 'setAttribute', 'setTimes', 'syncFileSystem'] as const;
const changingCalls = ['open', 'unlink', 'move'] as const;

/** Once, before the first cut. @returns what makes everything as it was */
export function armPowerCuts(): () => void {
  const undo = [
    ...changing.map((name) => guard(fs, name)),
    ...changingLibc.map((name) => guard(libc(), name)),
    ...changingCalls.map((name) => guard(linuxCalls(), name)),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

/** @throws PowerCut */
export function cutPower(): never {
  dead = true;
  throw new PowerCut('the power is cut');
}

export function isDead(): boolean {
  return dead;
}

export function restorePower(): void {
  dead = false;
}

function guard(holder: object | undefined, name: string): () => void {
  if (holder === undefined) return () => {};
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== 'function') return () => {};
  Reflect.set(holder, name, (...args: unknown[]): unknown => {
    if (dead) throw new PowerCut(name);
    return Reflect.apply(original, holder, args);
  });
  return () => void Reflect.set(holder, name, original);
}
