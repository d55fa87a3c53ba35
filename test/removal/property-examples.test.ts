/** Cases that the soak found, or that a reading of the code did, and that once lost a content; at every step of a run. */
import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest';
import type { FaultPoint } from '../../src/removal/faults.ts';
import { type Crash, checkCrash } from './crash-model.ts';
import { type Case, Model, type PlannedChange } from './model.ts';
import { armPowerCuts } from './power-cut.ts';
import type { ChangeName, FileSpec } from './world.ts';

let model: Model;
let disarm = () => {};
beforeAll(() => {
  disarm = armPowerCuts();
});
afterAll(() => disarm());
beforeEach(() => {
  model = new Model();
});
afterEach(() => model.close());

const text: FileSpec = { folder: 0, content: 0, mode: 0o644, mtime: 0, attribute: false, linkTo: undefined };
const empty: FileSpec = { ...text, content: 4 };
const steps = Array.from({ length: 60 }, (_, index) => index + 1);

function changed(name: ChangeName, role: PlannedChange['role'], nth = 1): PlannedChange {
  return { name, role, file: 0, other: 0, at: 'any', nth };
}

type Example = [what: string, caseAt: (nth: number) => Case];

test.each<Example>([
  [
    'an empty file, whose survivor is replaced while undo copies it',
    (nth) => ({
      files: [empty, empty],
      kind: 'symlink',
      disturbance: { kind: 'changes', changes: [changed('replace by another file', 'survivor', nth)] },
    }),
  ],
  [
    'the same with several names',
    (nth) => ({
      files: [empty, empty, { ...text, linkTo: 1 }, { ...text, linkTo: 1 }],
      kind: 'symlink',
      disturbance: { kind: 'changes', changes: [changed('replace by another file', 'survivor', nth)] },
    }),
  ],
  [
    'a hard link that became the last name of its file and was written to',
    (nth) => ({
      files: [text, text],
      kind: 'hardlink',
      disturbance: {
        kind: 'changes',
        changes: [changed('symlink to nowhere', 'survivor', 13), changed('rewrite, times put back', 'victim', nth)],
      },
    }),
  ],
  [
    'a survivor that is written to and loses its name while its link is turned back',
    (nth) => ({
      files: [text, text],
      kind: 'hardlink',
      disturbance: {
        kind: 'changes',
        changes: [changed('rewrite', 'survivor', nth), changed('unlink', 'survivor', nth)],
      },
    }),
  ],
])(
  'no content is lost: %s',
  async (_, caseAt) => {
    for (const nth of steps) await model.check(caseAt(nth));
  },
  60_000,
);

const whileDead: readonly ChangeName[] = [
  'rewrite with its own beginning',
  'replace by an empty file',
  'replace by its own beginning',
  'truncate',
  'append',
  'link elsewhere',
];

/** Where something waits, or has just got its place. */
const moments: readonly FaultPoint[] = [
  'move-to-trash',
  'stage',
  'check-moved',
  'unlink',
  'check-survivor',
  'journal-results',
  'name-copy',
  'place-copy',
  'unlink-displaced',
  'move-from-trash',
  'remove-trash-info',
];

test.each(
  (['trash', 'delete', 'hardlink', 'symlink'] as const).flatMap((kind) =>
    (['apply', 'undo'] as const).map((phase) => [kind, phase] as const),
  ),
)(
  'no content is lost: what waits under a private name after a crash of %s (%s) is changed',
  async (kind, phase) => {
    for (const name of whileDead) {
      for (const at of moments) {
        const crash: Omit<Crash, 'between'> = {
          files: [text, text],
          kind,
          phase,
          first: { at, nth: 1 },
          again: undefined,
          before: [],
          during: [],
        };
        await checkCrash(model, { ...crash, between: [changed(name, 'private')] });
        await checkCrash(model, { ...crash, between: [changed(name, 'victim')] });
        // The link is the last name of its file by then.
        const unlinked = changed('unlink', 'survivor');
        if (kind === 'hardlink') await checkCrash(model, { ...crash, between: [unlinked, changed(name, 'private')] });
      }
    }
  },
  120_000,
);
