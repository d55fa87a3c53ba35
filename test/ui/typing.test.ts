import { describe, expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.ts';
import { keys } from '../support/keys.ts';
import { sampleGroups, scanned } from '../support/sample-data.ts';
import { show } from '../support/show.ts';

/** A session that takes no URL, and says why as the real one does. */
function refusing(): FakeSession {
  const session = new FakeSession(([name], self) => {
    if (name === 'addDownloads') self.emit({ kind: 'log', level: 'error', source: 'list', text: why, at: 1 });
  });
  session.takes = false;
  return session;
}
const why = 'pasted text:1: "htp://h/1" has the scheme htp:';

describe('URLs that are refused', () => {
  it('stay in their field, under the reason, and can be mended', async () => {
    const { session, press, waitFor, screen } = show(120, 40, {}, refusing());
    await waitFor('Duplicates');
    press(`2ahtp://h/1${keys.enter}`);
    await waitFor(why);
    expect(screen.lines().at(-1)).toContain('URLs: htp://h/1');
    expect(screen.lines().at(-2)).toContain(why);
    session.takes = true;
    press(`${keys.home}${keys.right}t${keys.enter}`);
    await waitFor((now) => now.lines().at(-1)?.includes('quit') === true);
    expect(session.calls).toContainEqual(['addDownloads', 'http://h/1']);
  });

  it('of a paste leave what was typed', async () => {
    const { session, press, waitFor, screen } = show(120, 40, {}, refusing());
    await waitFor('Duplicates');
    press(`2ahtp://h/1${keys.paste('http://h/2\nhttp://h/3')}`);
    await waitFor(why);
    expect(session.calls).toEqual([['addDownloads', 'htp://h/1\nhttp://h/2\nhttp://h/3']]);
    expect(screen.lines().at(-1)).toContain('URLs: htp://h/1');
  });
});

it('a pasted tab or escape sequence moves nothing and colours nothing', async () => {
  const { session, press, waitFor, screen } = show(80, 24);
  session.emit(...scanned(sampleGroups(10)));
  await waitFor('10 groups');
  press(`/${keys.paste('a\tb\x1b[31mc')}`);
  await waitFor('/a\\tb\\e[31mc');
  expect(screen.lines().at(-1)).toMatch(/^ \/a\\tb\\e\[31mc +Enter keeps, Esc clears ?$/);
});

it('the reader of the screen is told a refusal too', async () => {
  const { press, waitFor } = show(120, 40, { screenReader: true }, refusing());
  await waitFor('Duplicates');
  press(`2ahtp://h/1${keys.enter}`);
  await waitFor((screen) => [why, 'URLs: htp://h/1'].every((text) => screen.text().includes(text)));
});

it('a paste without end is told, nothing of it is taken, and the keys go on', async () => {
  const { session, press, waitFor } = show();
  await waitFor('Duplicates');
  press('\x1b[200~http://h/1\nhttp://h/2');
  await waitFor('the paste stopped before its end: nothing of it is taken');
  press('z');
  await waitFor(/●3 Duplicates/);
  expect(session.calls.filter(([name]) => name === 'addDownloads')).toEqual([]);
});
