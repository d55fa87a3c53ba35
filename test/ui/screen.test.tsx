import { describe, expect, it } from 'vitest';
import type { FakeTerminal } from '../support/fake-terminal.ts';
import { keys } from '../support/keys.ts';
import { sampleGroup, sampleGroups, sampleSystem, scanned } from '../support/sample-data.ts';
import { show } from '../support/show.ts';

/** The frame is one piece: no border is broken, no row wrapped. */
function expectWhole({ screen }: FakeTerminal): void {
  const lines = screen.lines();
  for (const corner of ['╭', '┏']) {
    const other = corner === '╭' ? '╰' : '┗';
    const count = (sign: string): number => lines.join('').split(sign).length - 1;
    expect(count(corner), screen.frame()).toBe(count(other));
  }
  expect(lines[0]).toMatch(/forkful|Duplicates/);
  expect(lines.at(-1)).toMatch(/quit/);
}

describe('the screen', () => {
  it('shows the four panes, and what happens in them', async () => {
    const terminal = show();
    const { session, waitFor } = terminal;
    await waitFor('looking at the processes');
    session.emit({ kind: 'system', sample: sampleSystem(1) }, ...scanned([sampleGroup('IMG.jpg', 5e6, ['a', 'b'])]));
    await waitFor((screen) =>
      ['1 Processes', '2 Downloads', '3 Duplicates', '4 System', 'IMG.jpg', 'fetch-1'].every((text) =>
        screen.text().includes(text),
      ),
    );
    expectWhole(terminal);
  });

  it('scrolls through a million rows at once', async () => {
    const { session, waitFor, press } = show();
    session.emit(...scanned(sampleGroups(100_000, 9)));
    await waitFor('100,000 groups');
    press('G');
    await waitFor((screen) => screen.text().includes('▌') && !screen.text().includes('IMG_0149'));
    press('g');
    await waitFor(/▌▾ 9 × /);
  });

  it('keeps the cursor on its row while groups arrive above it', async () => {
    const { session, waitFor, press, screen } = show();
    session.emit(...scanned([sampleGroup('first.jpg', 5000, ['a', 'b']), sampleGroup('second.jpg', 4000, ['a', 'b'])]));
    await waitFor('second.jpg');
    press('jjjjj');
    await waitFor(/▌.+b\/second.jpg/);
    session.emit({ kind: 'scan', event: { kind: 'groups', groups: sampleGroups(50) } });
    await waitFor('52 groups');
    expect(screen.text()).toMatch(/▌.+b\/second.jpg/);
  });

  it('writes nothing while nothing changes', async () => {
    const terminal = show();
    terminal.session.emit(...scanned(sampleGroups(10)));
    await terminal.waitFor('10 groups');
    await terminal.waitFor((screen) => screen.text().includes('files scanned'));
    const { writes } = terminal;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(terminal.writes).toBe(writes);
  });

  it('stays whole through a storm of sizes', async () => {
    const terminal = show();
    terminal.session.emit(...scanned(sampleGroups(40)), { kind: 'system', sample: sampleSystem(3) });
    await terminal.waitFor('40 groups');
    for (const [columns, rows] of [
      [80, 24],
      [200, 60],
      [40, 12],
      [61, 17],
      [39, 9],
      [120, 40],
      [100, 30],
      [45, 14],
      [90, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await terminal.waitFor((screen) =>
        columns < 40
          ? screen.text().includes('needs')
          : screen.lines().at(-1)?.includes('quit') === true && screen.text().includes('40 groups'),
      );
      if (columns >= 40) expectWhole(terminal);
    }
  });

  it('goes through a storm of keys without losing one', async () => {
    const terminal = show();
    terminal.session.emit(...scanned(sampleGroups(400)));
    await terminal.waitFor('400 groups');
    for (let times = 0; times < 50; times += 1) terminal.press('jjjjjjjjjj');
    terminal.press('kkkkk');
    terminal.press('z');
    await terminal.waitFor((screen) => screen.text().includes('●3 Duplicates'));
    expectWhole(terminal);
    terminal.press('g');
    await terminal.waitFor(/▌▾ 5 × /);
  });

  it('follows the mouse: a click focuses and selects, the wheel moves, m gives it to the terminal and takes it back', async () => {
    const { session, waitFor, press, screen } = show();
    session.emit({ kind: 'system', sample: sampleSystem(1) }, ...scanned(sampleGroups(40)));
    await waitFor('40 groups');
    press(keys.click(5, 4));
    await waitFor((now) => /┏ ● 1 Processes/.test(now.text()) && now.lines()[3]?.startsWith('┃▌') === true);
    press(keys.click(60, 6));
    await waitFor((now) => /┏ ● 3 Duplicates/.test(now.text()) && now.lines()[5]?.includes('┃▌') === true);
    press(keys.wheelDown(60, 20));
    await waitFor((now) => now.lines()[8]?.includes('┃▌') === true);
    press(keys.wheelUp(60, 20));
    await waitFor((now) => now.lines()[5]?.includes('┃▌') === true);

    const last = (text: string): number => screen.written.lastIndexOf(text);
    expect(last('\x1b[?1000h')).toBeGreaterThan(-1);
    press('m');
    for (const mode of ['1000', '1006']) await waitFor(() => last(`\x1b[?${mode}l`) > last(`\x1b[?${mode}h`));
    press('m');
    for (const mode of ['1000', '1006']) await waitFor(() => last(`\x1b[?${mode}h`) > last(`\x1b[?${mode}l`));
  });

  it('takes a megabyte of paste for what it is', async () => {
    const terminal = show();
    await terminal.waitFor('Duplicates');
    const text = 'http://127.0.0.1/a-picture.jpg\n'.repeat(30_000);
    terminal.press(keys.paste(text));
    await terminal.waitFor(() => terminal.session.calls.length > 0);
    expect(terminal.session.calls).toEqual([['addDownloads', text]]);
  });

  it('changes its colours while it runs, in one frame, and takes them away', async () => {
    const terminal = show();
    terminal.session.emit(...scanned(sampleGroups(10)));
    await terminal.waitFor('10 groups');
    const { screen } = terminal;
    const colours = (): Set<unknown> =>
      new Set(
        Array.from({ length: screen.rows }, (_, row) => screen.cells(row).map((cell) => cell.foreground))
          .flat()
          .filter((colour) => colour !== undefined),
      );
    const dark = colours();
    expect(dark.size).toBeGreaterThan(4);
    terminal.press('C');
    await terminal.waitFor(/2 dark +for a dark background/);
    terminal.press('3');
    await terminal.waitFor((now) => !now.text().includes('for a dark background'));
    await terminal.waitFor(() => [...colours()].every((colour) => !dark.has(colour)));
    expectWhole(terminal);
    terminal.press('C5');
    await terminal.waitFor(() => colours().size === 0);
    expectWhole(terminal);
    terminal.press(`:theme${keys.enter}2`);
    await terminal.waitFor(() => colours().size === dark.size);
    expect(colours()).toEqual(dark);
  });

  it('says in the pane that failed what failed, and leaves the others', async () => {
    const terminal = show();
    await terminal.waitFor('looking at the machine');
    const { cpu, ...rest } = sampleSystem(1);
    const broken = { ...rest, cpu: { ...cpu, cores: undefined as never } };
    terminal.session.emit({ kind: 'system', sample: broken }, ...scanned(sampleGroups(3)));
    await terminal.waitFor('system cannot be shown');
    await terminal.waitFor('3 groups');
  });
});
