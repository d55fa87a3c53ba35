import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keys } from '../support/keys.ts';
import { quarters } from '../support/pictures.ts';
import { descendantsOf, exists } from '../support/process-tree.ts';
import { programPath } from '../support/program.ts';
import type { Screen } from '../support/screen.ts';
import { tempDir } from '../support/temp-dir.ts';
import { testPty } from '../support/test-pty.ts';

/** Cells that are drawn in a colour of the sample picture. */
function cellsOf(screen: Screen, colour: string): number {
  let count = 0;
  for (let row = 0; row < screen.rows; row += 1) {
    for (const { foreground, background } of screen.cells(row)) {
      if (foreground === colour || background === colour) count += 1;
    }
  }
  return count;
}

const red = '#ff0000';

test.each([
  [120, 40],
  [80, 24],
  [40, 12],
])('a picture is drawn with p at %d × %d, beside its twin with P, and is gone with Escape', async (columns, rows) => {
  const photos = join(tempDir(), 'photos');
  mkdirSync(join(photos, 'copy'), { recursive: true });
  await (await quarters(300, 200)).png().toFile(join(photos, 'quarters.png'));
  copyFileSync(join(photos, 'quarters.png'), join(photos, 'copy', 'quarters.png'));
  const svg = '<svg xmlns="http://www.w3.org/2000/svg">\n<image href="file:///etc/passwd"/>\n</svg>\n';
  for (const name of ['a.svg', 'b.svg']) writeFileSync(join(photos, name), svg);

  const pty = testPty({ args: [programPath, photos], columns, rows, env: { FORKFUL_STATE_DIR: tempDir() } });
  const { screen, press, waitFor } = pty;
  await waitFor('2 groups');
  press('3jj');
  press('p');
  await waitFor(() => cellsOf(screen, red) > 10);
  await waitFor('300 × 200');
  const alone = cellsOf(screen, red);

  // In colours at the right places: red above at the left, white below at the right.
  const picture = screen.lines().findIndex((_, row) => screen.cells(row).some(({ background }) => background === red));
  const line = screen.cells(picture);
  expect(line.findIndex(({ background }) => background === red)).toBeLessThan(
    line.findIndex(({ background }) => background === '#00ff00'),
  );

  press('P');
  await waitFor(/same content/);
  await waitFor((now) => now.lines().some((text) => text.split('300 × 200').length === 3));
  expect(cellsOf(screen, red)).toBeGreaterThan(0);

  press(keys.escape);
  await waitFor(() => cellsOf(screen, red) === 0);
  press('p');
  // The first time it was counted a part of the frame may still have been on its way.
  await waitFor(() => cellsOf(screen, red) >= alone);
  // The next group is a drawing: its text is shown, nothing that it names is opened.
  press(']j');
  await waitFor('file:///etc/pa');
  await waitFor(() => cellsOf(screen, red) === 0);

  const children = descendantsOf(pty.pid);
  press('q');
  expect((await pty.exited).code).toBe(0);
  expect(children.filter(exists)).toEqual([]);
});
