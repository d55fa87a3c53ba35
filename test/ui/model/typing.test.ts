import { describe, expect, it } from 'vitest';
import { keys } from '../../support/keys.ts';
import { type Outcome, type } from '../../support/type.ts';

const textOf = ({ app: { ui } }: Outcome): string | undefined =>
  ui.overlay?.kind === 'palette' ? ui.overlay.query.text : ui.typing?.line.text;
const queued = ({ effects }: Outcome): string[] =>
  effects.flatMap((effect) => (effect.kind === 'add-downloads' ? [effect.text] : []));

describe('pasted into the open field for URLs', () => {
  const field = (typed: string, pasted: string): Outcome => type(`2a${typed}${keys.paste(pasted)}`);

  it('a piece goes to the cursor, and nothing is queued before Enter', () => {
    expect(textOf(field('http://h/', 'part.txt'))).toBe('http://h/part.txt');
    expect(textOf(field('http://h/', '2 http://h/3'))).toBe('http://h/2 http://h/3');
    expect(textOf(field(`http://h/.txt${keys.left.repeat(4)}`, 'part'))).toBe('http://h/part.txt');
    expect(queued(field('http://h/', 'part.txt'))).toEqual([]);
  });

  it('a URL beside another one stands apart from it', () => {
    expect(textOf(field('', 'http://h/2\n'))).toBe('http://h/2');
    const both = field('http://h/1', 'http://h/2');
    expect(textOf(both)).toBe('http://h/1 http://h/2');
    expect(queued(both)).toEqual([]);
    expect(textOf(field(`http://h/1${keys.home}`, 'http://h/2'))).toBe('http://h/2 http://h/1');
  });

  it('several are queued together with what was typed', () => {
    expect(queued(field('http://h/1', 'http://h/2\r\nhttp://h/3'))).toEqual(['http://h/1\nhttp://h/2\nhttp://h/3']);
    expect(queued(field('http://h/1', 'http://h/2 http://h/3'))).toEqual(['http://h/1\nhttp://h/2 http://h/3']);
    expect(queued(field('http://h/', '2\nhttp://h/3'))).toEqual(['http://h/2\nhttp://h/3']);
    expect(queued(field('http://h/1', '# list\nhttp://h/3'))).toEqual(['http://h/1\n# list\nhttp://h/3']);
    expect(queued(field('', 'http://h/2\nhttp://h/3'))).toEqual(['http://h/2\nhttp://h/3']);
  });

  it('what cannot be taken leaves the field as it is, and says why', () => {
    for (const [pasted, why] of [
      [' \n', 'what was pasted is blank'],
      ['x'.repeat(9000), 'too long: a field takes 8 KB of text'],
      ['http://h/x\n'.repeat(100_000), 'more than 1 MB pasted'],
    ] as const) {
      const outcome = field('http://h/1', pasted);
      expect(outcome.said.at(-1)).toContain(why);
      expect(textOf(outcome)).toBe('http://h/1');
      expect(outcome.effects).toEqual([]);
    }
  });
});

describe('pasted into another field', () => {
  it('the first line is taken, and it is said where there are more', () => {
    const outcome = type(`/${keys.paste('two\nthree')}`);
    expect(textOf(outcome)).toBe('two');
    expect(outcome.said).toContain('only the first line of what was pasted is taken');
    expect(type(`/${keys.paste('fetch\n')}`, { focus: 'processes' }).said).toEqual([]);
  });

  it('controls are shown in a filter as they are in names, and left out elsewhere', () => {
    expect(textOf(type(`/${keys.paste('a\tb\x1b[31m')}`))).toBe('a\\tb\\e[31m');
    expect(textOf(type(`:4${keys.enter}${keys.paste('a\tb\x1b[31m')}`))).toBe('a b[31m');
    expect(textOf(type(`:${keys.paste('zo\tom\x07')}`))).toBe('zo om');
  });

  it('the palette takes it, and the keys that edit a line', () => {
    expect(type(`:${keys.paste('zoom')}${keys.enter}`).app.ui.zoomed).toBe(true);
    expect(textOf(type(`:one two${keys.ctrl('w')}`))).toBe('one ');
    expect(textOf(type(`:one two${keys.ctrl('u')}`))).toBe('');
    expect(textOf(type(`:oom${keys.home}z`))).toBe('zoom');
  });

  it('a question takes none', () => {
    expect(type(`?${keys.paste('zoom')}`).said).toEqual(['nothing is pasted into a question']);
  });
});

it('a key that edits nothing says so, in every field', () => {
  for (const before of ['/', '2a', `:4${keys.enter}`]) {
    expect(type(`${before}${keys.up}`).said.at(-1)).toBe('↑ does nothing while a text is typed');
  }
  expect(type(`:\x1b[15~`).said).toEqual(['f5 does nothing while a text is typed']);
});

describe('a click elsewhere', () => {
  it('keeps the filter that was typed where it is, and goes there', () => {
    const { app } = type(`/IMG${keys.click(3, 4)}`);
    expect(app.ui.focus).toBe('processes');
    expect(app.ui.filters).toMatchObject({ duplicates: 'IMG', processes: '' });
    expect(app.ui.typing).toBeUndefined();
  });

  it('does not throw away the URLs that are being typed', () => {
    const outcome = type(`2ahttp://h/1${keys.click(3, 4)}x`);
    expect(outcome.said).toContain('a text is being typed · Esc leaves it');
    expect(outcome.app.ui.focus).toBe('downloads');
    expect(textOf(outcome)).toBe('http://h/1x');
  });

  it('of the wheel moves no list that the filter is not for', () => {
    const { app } = type(`/IMG${keys.wheelDown(3, 4)}_`);
    expect(app.ui.focus).toBe('duplicates');
    expect(app.ui.filters).toMatchObject({ duplicates: 'IMG_', processes: '' });
  });
});
