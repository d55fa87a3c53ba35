import { expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.ts';
import { keys } from '../support/keys.ts';
import { download, sampleSystem } from '../support/sample-data.ts';
import { type Shown, show } from '../support/show.ts';

const names = ['one.jpg', 'two.jpg', 'three.jpg', 'four.jpg'];

/** Four downloads of one host that wait, on a screen whose session moves them. */
async function queue(columns = 120, rows = 40): Promise<Shown> {
  const session = new FakeSession(([name, id, by], self) => {
    if (name === 'pauseDownloads') self.emit({ kind: 'paused', paused: id === true });
    if (name !== 'moveDownload') return;
    const order = line.indexOf(Number(id));
    const other = line[order + Number(by)];
    if (other === undefined) return;
    line[order] = other;
    line[order + Number(by)] = Number(id);
    self.emit(download({ kind: 'exchanged', id: Number(id), other }));
  });
  const line = names.map((_, index) => index + 1);
  const shown = show(columns, rows, {}, session);
  for (const [index, name] of names.entries()) {
    session.emit(download({ kind: 'queued', id: index + 1, url: `http://127.0.0.1/${name}`, name }));
  }
  await shown.waitFor('four.jpg');
  shown.press('2');
  return shown;
}

const order = ({ screen }: Shown): string =>
  names
    .map((name) => ({ name, row: screen.rowOf(name) }))
    .sort((a, b) => a.row - b.row)
    .map(({ name }) => name.replace('.jpg', ''))
    .join(' ');

it('shows a moved download where it is now, and keeps it selected', async () => {
  const shown = await queue();
  shown.press('J');
  await shown.waitFor(() => order(shown) === 'two one three four');
  await shown.waitFor(/▌.*one\.jpg/);
  shown.press('JJJ');
  await shown.waitFor(() => order(shown) === 'two three four one');
  await shown.waitFor(/▌.*one\.jpg/);
  shown.press('kK');
  await shown.waitFor(() => order(shown) === 'two four three one');
  await shown.waitFor(/▌.*four\.jpg/);
  shown.press(`${keys.home}K`);
  await shown.waitFor(/▌.*two\.jpg/);
  expect(order(shown)).toBe('two four three one');
});

it('counts down to when a host may be asked again', async () => {
  const shown = await queue();
  const at = Date.now() + 125_000;
  shown.session.emit(download({ kind: 'waiting', id: 2, at, reason: 'too many requests (429)', attempt: 1 }));
  const left = (): number => {
    const [, minutes, seconds] = /two\.jpg.*again in (\d):(\d\d) · too many/.exec(shown.screen.text()) ?? [];
    return Number(minutes) * 60 + Number(seconds);
  };
  await shown.waitFor(() => left() > 0);
  const first = left();
  // The clock of the screen is the look at the machine.
  const look = (): number => {
    shown.session.emit({ kind: 'system', sample: sampleSystem(1) });
    return left();
  };
  await expect.poll(look, { timeout: 10_000, interval: 200 }).toBeLessThan(first);
  expect(first).toBeLessThanOrEqual(125);
  expect(left()).toBeGreaterThan(100);
});

it('asks the session to pause, to cancel and to try again', async () => {
  const shown = await queue();
  shown.press(' ');
  await shown.waitFor('paused');
  shown.press(' jx');
  const failed = { kind: 'failed', id: 3, url: '', reason: 'gone (404)', status: 404, attempts: 1 } as const;
  shown.session.emit(download(failed));
  await shown.waitFor('gone (404)');
  shown.press(`${keys.home}rR`);
  await shown.waitFor(() => shown.session.calls.length === 5);
  expect(shown.session.calls).toEqual([
    ['pauseDownloads', true],
    ['pauseDownloads', false],
    ['cancelDownload', 2],
    ['retryDownload', 3],
    ['retryFailed'],
  ]);
});
