import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/ui/input/decode.ts';
import { findEntries, nameOf } from '../../../src/ui/model/palette.ts';
import { update } from '../../../src/ui/model/update.ts';
import { keys } from '../../support/keys.ts';
import { makeApp } from '../../support/sample-app.ts';

/** What a row of keys leads to, in the end. */
function type(input: string) {
  let app = makeApp();
  const effects: unknown[] = [];
  const said: unknown[] = [];
  for (const event of decode(input).events) {
    const step = update(app, event);
    app = { ...app, ui: step.ui ?? app.ui };
    effects.push(...(step.effects ?? []));
    if (step.say !== undefined) said.push(step.say);
  }
  return { ui: app.ui, effects, said };
}

describe('the palette', () => {
  it('finds commands and items of the menu by the words of their description', () => {
    expect(findEntries('zombies').map(nameOf)).toEqual(expect.arrayContaining(['view', '7']));
    expect(findEntries('')).toHaveLength(new Set(findEntries('').map(nameOf)).size);
  });

  it('goes by number: the item of that number first, 0 leaves', () => {
    expect(findEntries('1').map(nameOf)).toEqual(['1', '10', '11', '12', '13']);
    expect(findEntries('7').map(nameOf)).toEqual(['7']);
    expect(findEntries('0').map(nameOf)).toEqual(['quit']);
    expect(findEntries('99')).toEqual([]);
    expect(findEntries('t').map(nameOf)[0]).toBe('timings');
  });

  it('runs an item that needs nothing at once, and shows what comes of it', () => {
    const { ui, effects } = type(`:11${keys.enter}`);
    expect(effects).toEqual([{ kind: 'run-item', number: 11, argument: '' }]);
    expect(ui.overlay).toEqual({ kind: 'report', top: 0 });
  });

  it('asks for what an item needs first; nothing is begun without it', () => {
    expect(type(`:4${keys.enter}`)).toMatchObject({
      effects: [],
      ui: { overlay: undefined, typing: { purpose: 'item' } },
    });
    expect(type(`:4${keys.enter}${keys.enter}`)).toMatchObject({ effects: [], said: ['type a folder; Esc leaves'] });
    expect(type(`:4${keys.enter}~/a b${keys.enter}`).effects).toEqual([
      { kind: 'run-item', number: 4, argument: '~/a b' },
    ]);
    expect(type(`:4${keys.enter}${keys.paste('/pasted/folder')}${keys.enter}`).effects).toEqual([
      { kind: 'run-item', number: 4, argument: '/pasted/folder' },
    ]);
  });
});
