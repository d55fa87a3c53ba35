import { expect, it } from 'vitest';
import { sampleFile, sampleGroup, sampleGroups, scanEnded, scanned } from '../support/sample-data.ts';
import { type Shown, show } from '../support/show.ts';

/** Two groups; the range begins at the second file of the lower one. */
async function rangeInLowerGroup(): Promise<Shown> {
  const shown = show();
  shown.session.emit(
    ...scanned([sampleGroup('a-small.jpg', 4000, ['a', 'b', 'c', 'd']), sampleGroup('z-large.jpg', 5000, ['a', 'b'])]),
  );
  await shown.waitFor('2 groups');
  shown.press('3s4');
  await shown.waitFor(/a-small[\s\S]*z-large/);
  shown.press('jjv');
  await shown.waitFor(/▌.*b\/a-small/);
  await shown.waitFor('range: v ends it');
  return shown;
}

const markedIn = ({ screen }: Shown): string[] =>
  screen.lines().flatMap((line) => /✗.* (\S+\/\S+\.jpg) .*marked/.exec(line)?.[1] ?? []);

it('a range stays at its row where the order is changed under it', async () => {
  const shown = await rangeInLowerGroup();
  // Largest files first: the group goes below the other one.
  shown.press('s2');
  await shown.waitFor(/z-large[\s\S]*▌.*b\/a-small/);
  shown.press('jv');
  await shown.waitFor('2 marked');
  expect(markedIn(shown)).toEqual(['b/a-small.jpg', 'c/a-small.jpg']);
});

it('a range stays at its row where groups arrive above it', async () => {
  const shown = await rangeInLowerGroup();
  const arrived = [1, 2, 3].map((n) => {
    const files = ['A', 'B'].map((folder) => sampleFile(`/home/eva/Pictures/A/${folder}/${n}.jpg`, 9000));
    return { size: 9000, hash: `early ${n}`, files };
  });
  shown.session.emit({ kind: 'scan', event: { kind: 'groups', groups: arrived } });
  await shown.waitFor('5 groups');
  shown.press('jv');
  await shown.waitFor('2 marked');
  expect(markedIn(shown)).toEqual(['b/a-small.jpg', 'c/a-small.jpg']);
});

it('a range ends where its row is gone, marks nothing, and says so', async () => {
  const shown = await rangeInLowerGroup();
  shown.session.emit(
    { kind: 'scan-started', roots: ['/home/eva/Pictures'] },
    { kind: 'scan', event: { kind: 'groups', groups: sampleGroups(3) } },
    scanEnded([]),
  );
  await shown.waitFor('the range has ended: a row at its end is gone');
  expect(shown.screen.text()).not.toContain('v ends it');
  expect(shown.screen.text()).not.toContain('marked');
});
