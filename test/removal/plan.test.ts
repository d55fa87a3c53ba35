import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BytePath, fromText } from '../../src/base/byte-path.ts';
import { orderByKeepRules } from '../../src/duplicates/select.ts';
import { type DuplicateGroup, keepRuleNames, type ScannedFile } from '../../src/duplicates/types.ts';
import { planGroups, planMarked } from '../../src/removal/index.ts';
import { actionKinds } from '../../src/removal/types.ts';

function file(name: string, ino: number, extra: Partial<ScannedFile> = {}): ScannedFile {
  const path = fromText(name);
  return { path, dev: 1n, ino: BigInt(ino), size: 5, mtimeNs: 1n, ctimeNs: 1n, reference: false, links: [], ...extra };
}

const group = (...files: ScannedFile[]): DuplicateGroup => ({ size: 5, hash: 'ab', files });
const inOrder = { run: 'run', kind: 'trash', order: (files: readonly ScannedFile[]) => files } as const;
const below = (folder: string) => (path: BytePath) => path.startsWith(`${folder}/`);

describe('what stays', () => {
  test('the first by the keep rules; the others go and name it', () => {
    const plan = planGroups([group(file('/b', 2, { mtimeNs: 9n }), file('/a', 1))], {
      ...inOrder,
      order: (files) => orderByKeepRules(files, ['oldest']),
    });
    expect(plan.actions).toMatchObject([{ kind: 'trash', victim: { path: '/b' }, survivor: { path: '/a' }, bytes: 5 }]);
  });

  test('every reference file, and then no other file has to', () => {
    const plan = planGroups([group(file('/a', 1), file('/ref', 2, { reference: true }), file('/c', 3))], inOrder);
    expect(plan.actions.map(({ victim, survivor }) => [victim.path, survivor.path])).toEqual([
      ['/a', '/ref'],
      ['/c', '/ref'],
    ]);
  });

  test('everything outside --only', () => {
    const files = group(file('/new/x', 1), file('/old/x', 2), file('/new/y', 3));
    const plan = planGroups([files], { ...inOrder, mayGo: below('/new') });
    expect(plan.actions.map(({ victim, survivor }) => [victim.path, survivor.path])).toEqual([
      ['/new/x', '/old/x'],
      ['/new/y', '/old/x'],
    ]);
  });

  test('a file with a further name outside --only: taking one name away gains nothing', () => {
    const linked = file('/new/x', 1, { links: [fromText('/old/link')] });
    expect(planGroups([group(linked, file('/new/y', 2))], { ...inOrder, mayGo: below('/new') }).actions).toMatchObject([
      { victim: { path: '/new/y' }, survivor: { path: '/new/x' } },
    ]);
  });
});

test('all names of a victim go, and only the last gains its bytes', () => {
  const linked = file('/b', 2, { links: [fromText('/c')] });
  expect(planGroups([group(file('/a', 1), linked)], inOrder).actions).toMatchObject([
    { victim: { path: '/b' }, bytes: 0 },
    { victim: { path: '/c' }, bytes: 5 },
  ]);
});

test.each(['hardlink', 'reflink'] as const)('%s takes a survivor of the same device, or is refused', (kind) => {
  const far = file('/far', 1, { dev: 2n });
  expect(planGroups([group(far, file('/near', 2))], { ...inOrder, kind })).toMatchObject({
    actions: [],
    refused: [{ path: '/near', reason: '/far, which stays, is on another file system' }],
  });
  const references = [far, file('/ref', 3)].map((each) => ({ ...each, reference: true }));
  expect(planGroups([group(...references, file('/near', 2))], { ...inOrder, kind }).actions).toMatchObject([
    { survivor: { path: '/ref' } },
  ]);
});

test('marks that make one file victim here and survivor there: the later gives way', () => {
  const [a, b, c] = [file('/a', 1), file('/b', 2), file('/c', 3)];
  const plan = planMarked('run', 'delete', [
    { group: group(a, b), victims: [b] },
    { group: group(b, c), victims: [c] },
    { group: group(c, a), victims: [a] },
  ]);
  expect(plan.actions.map(({ victim }) => victim.path)).toEqual(['/b']);
  expect(plan.refused.map(({ path, reason }) => [path, reason])).toEqual([
    ['/c', 'no file of its group would stay'],
    ['/a', 'it is what stays of another file'],
  ]);
});

test('a reference file that is marked is refused', () => {
  const reference = file('/a', 1, { reference: true });
  const plan = planMarked('run', 'delete', [{ group: group(reference, file('/b', 2)), victims: [reference] }]);
  expect(plan).toMatchObject({ actions: [], refused: [{ path: '/a', reason: 'a reference file is never removed' }] });
});

const anyFile = fc.record({
  name: fc.constantFrom('x/a', 'x/b', 'y/a', 'y/b', 'z'),
  ino: fc.integer({ min: 1, max: 6 }),
  dev: fc.integer({ min: 1, max: 2 }),
  reference: fc.boolean(),
  mtime: fc.nat(3),
});

test('no plan, by rule or by mark, takes what it keeps or leaves a group without a file', () => {
  const groups = fc.array(fc.array(anyFile, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(
      groups,
      fc.constantFrom(...actionKinds),
      fc.constantFrom(...keepRuleNames),
      fc.boolean(),
      fc.boolean(),
      (specs, kind, rule, marked, apart) => {
        const made = specs.map((files, index) =>
          group(
            ...files.map(({ name, ino, dev, reference, mtime }) =>
              file(`/${name}${ino}`, ino + (apart ? index * 10 : 0), {
                dev: BigInt(dev),
                reference,
                mtimeNs: BigInt(mtime),
              }),
            ),
          ),
        );
        const plan = marked
          ? planMarked(
              'run',
              kind,
              made.map((each) => ({ group: each, victims: each.files })),
            )
          : planGroups(made, {
              run: 'run',
              kind,
              order: (files) => orderByKeepRules(files, [rule]),
              mayGo: below('/x'),
            });
        const key = ({ dev, ino }: ScannedFile) => `${dev}:${ino}`;
        const gone = new Set(plan.actions.map(({ victim }) => key(victim)));
        for (const { survivor } of plan.actions) expect(gone.has(key(survivor))).toBe(false);
        // Groups that share a file are of one content, which a survivor of either keeps.
        if (apart) for (const each of made) expect(each.files.some((member) => !gone.has(key(member)))).toBe(true);
        if (!marked) for (const { victim } of plan.actions) expect(victim.path.startsWith('/x/')).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
