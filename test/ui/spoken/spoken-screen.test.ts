import { expect, it } from 'vitest';
import { keys } from '../../support/keys.ts';
import { sampleGroup, sampleSystem, scanned } from '../../support/sample-data.ts';
import { show } from '../../support/show.ts';

const shapes = /[\u2500-\u259f\u2800-\u28ff★✗●]/;

it('reads as lines with their roles, without a frame, the selected row named', async () => {
  const { session, screen, waitFor, press } = show(120, 40, { screenReader: true });
  session.emit({ kind: 'system', sample: sampleSystem(1) }, ...scanned([sampleGroup('IMG.jpg', 5e6, ['a', 'b'])]));
  await waitFor(/list: 3 Duplicates: 1 group, .* to gain, row 1 of 3/);
  expect(screen.text()).toMatch(/listitem: \(selected\) open 2 x 4\.8 MB IMG\.jpg/);
  expect(screen.text()).toMatch(/listitem: a\/IMG\.jpg kept/);
  expect(screen.text()).toMatch(/tablist: 1 Processes: /);
  expect(screen.text()).not.toMatch(shapes);
  press('jj');
  await waitFor(/listitem: \(selected\) .*b\/IMG\.jpg/);
  press('1');
  await waitFor(/list: 1 Processes: .*row 1 of/);
  expect(screen.text()).not.toMatch(shapes);
});

it('says a question with its answers, and what became of it', async () => {
  const { session, screen, waitFor, press } = show(120, 40, { screenReader: true });
  session.emit(...scanned([sampleGroup('IMG.jpg', 5e6, ['a', 'b'])]));
  await waitFor('row 1 of 3');
  press('jjd');
  await waitFor(/menu: .*\n(.*\n)*.*\(selected\) No/);
  expect(screen.text()).not.toMatch(shapes);
  press(keys.escape);
  await waitFor('list: 3 Duplicates');
});

it('keeps still while figures run, and speaks at a key and at news', async () => {
  const terminal = show(120, 40, { screenReader: true });
  const { session, waitFor } = terminal;
  session.emit({ kind: 'system', sample: sampleSystem(1) }, ...scanned([sampleGroup('IMG.jpg', 5e6, ['a', 'b'])]));
  await waitFor('row 1 of 3');
  const { writes } = terminal;
  for (let tick = 2; tick < 12; tick += 1) {
    session.emit({ kind: 'system', sample: sampleSystem(tick) });
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  expect(terminal.writes).toBe(writes);
  session.emit({ kind: 'log', level: 'error', source: 'scan', text: 'the disk is gone', at: 0 });
  await waitFor('the disk is gone');
});
