import { describe, expect, it } from 'vitest';
import type { Marked } from '../../src/session/types.ts';
import { keys } from '../support/keys.ts';
import { sampleGroup, scanned } from '../support/sample-data.ts';
import { type Shown, show } from '../support/show.ts';

/** Two groups on the real screen: `a/one` and `a/two` stay, `b/one`, `c/one` and `b/two` can go. */
async function showGroups(): Promise<Shown> {
  const shown = show();
  shown.session.emit(...scanned([sampleGroup('one', 1000, ['a', 'b', 'c']), sampleGroup('two', 10, ['a', 'b'])]));
  await shown.waitFor('2 groups');
  return shown;
}

/** What the session was told to remove. */
function removed({ session }: Shown): string[] {
  return session.calls.flatMap(([name, _action, marked]) =>
    name === 'remove' ? (marked as readonly Marked[]).flatMap(({ victims }) => victims.map(({ path }) => path)) : [],
  );
}

describe('the question about a row that was not marked', () => {
  it.each([
    ['n', 'n'],
    ['Enter on No', keys.enter],
    ['q', 'q'],
    ['Escape', keys.escape],
  ])('leaves no mark behind when %s answers it: the next question is about its own row alone', async (_, no) => {
    const shown = await showGroups();
    shown.press('jjd');
    await shown.waitFor('Move 1 file to the trash?');
    await shown.waitFor('1 marked');
    shown.press(no);
    await shown.waitFor((screen) => !/to the trash\?|marked/.test(screen.text()));
    shown.press('jd');
    await shown.waitFor('Move 1 file to the trash?');
    shown.press('y');
    await shown.waitFor(() => removed(shown).length > 0);
    expect(removed(shown)).toEqual(['/home/eva/Pictures/c/one']);
  });

  it('takes its own mark back only, also where a scan went through meanwhile', async () => {
    const shown = await showGroups();
    const again = [sampleGroup('one', 1000, ['a', 'b', 'c'])];
    shown.session.emit(...scanned(again));
    await shown.waitFor('1 group ');
    shown.press('jjd');
    await shown.waitFor('Move 1 file to the trash?');
    shown.session.emit(...scanned([...again, sampleGroup('three', 5, ['a', 'b'])]));
    await shown.waitFor('2 groups');
    shown.press('n');
    await shown.waitFor((screen) => !/to the trash\?|marked/.test(screen.text()));
  });
});

it('a mark that was there before the question stays after No', async () => {
  const shown = await showGroups();
  shown.press('jj d');
  await shown.waitFor('Move 1 file to the trash?');
  shown.press('n');
  await shown.waitFor((screen) => !screen.text().includes('to the trash?'));
  expect(shown.screen.text()).toContain('1 marked');
});
