import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import type { RemovalOptions } from '../../src/removal/session.ts';
import type { ActionOutcome } from '../../src/removal/types.ts';

/** A small world of its own: a tree, a state folder and a home trash on one file system, gone when the test ends. */
export interface Sandbox {
  readonly root: string;
  readonly tree: string;
  readonly trash: string;
  readonly outcomes: ActionOutcome[];
  readonly options: RemovalOptions & { readonly stateDir: string };
  path(name: string): BytePath;
  write(name: string, content: string): BytePath;
}

/** In memory where there is such a place: thousands of synced writes would wear a disk. */
export const fastTempFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export function makeSandbox(parent = fastTempFolder): Sandbox {
  const root = mkdtempSync(join(parent, 'forkful-removal-'));
  const tree = join(root, 'tree');
  mkdirSync(tree);
  const outcomes: ActionOutcome[] = [];
  const trash = join(root, 'trash');
  const path = (name: string) => fromText(join(tree, name));
  return {
    root,
    tree,
    trash,
    outcomes,
    options: {
      stateDir: join(root, 'state'),
      trashFolder: fromText(trash),
      onOutcomes: (more) => outcomes.push(...more),
    },
    path,
    write(name, content) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), content);
      return path(name);
    },
  };
}
