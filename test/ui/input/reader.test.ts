import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { InputReader } from '../../../src/ui/input/reader.ts';
import { fakeTerminal } from '../../support/fake-terminal.ts';
import { keys } from '../../support/keys.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is heard of chunks that a terminal sends; a number is a time in milliseconds in which nothing comes. */
function hear(...input: readonly (string | number)[]): string[] {
  const { stdin, dispose } = fakeTerminal();
  const heard: string[] = [];
  const reader = new InputReader(stdin, (events) => {
    for (const event of events) {
      heard.push(event.kind === 'key' ? event.key : event.kind === 'paste' ? `paste ${event.text}` : event.kind);
    }
  });
  reader.start();
  for (const each of input) {
    if (typeof each === 'string') stdin.emit('data', each);
    else vi.advanceTimersByTime(each);
  }
  reader.stop();
  dispose();
  return heard;
}

const start = '\x1b[200~';
const end = '\x1b[201~';

it('a paste without end is given up by itself, and the keys work again', () => {
  expect(hear(`${start}http://a/1`, 900)).toEqual([]);
  expect(hear(`${start}http://a/1`, 2000, 'j', keys.up)).toEqual(['paste-stalled', 'j', 'up']);
});

it('Ctrl-C is heard within it at once', () => {
  expect(hear(`${start}http://a/1`, keys.ctrl('c'))).toEqual(['ctrl+c']);
  expect(hear(`${start}http://a/1`, 'x', 100, keys.ctrl('c').repeat(3))).toEqual(['ctrl+c', 'ctrl+c', 'ctrl+c']);
  expect(hear(`${start}http://a/1`, 2000, keys.ctrl('c').repeat(2))).toEqual(['paste-stalled', 'ctrl+c', 'ctrl+c']);
});

it('a paste in many pieces is one, however long the whole takes', () => {
  const pieces = Array.from({ length: 20 }, (_, index) => [`${index} `, 900]).flat();
  const text = Array.from({ length: 20 }, (_, index) => `${index} `).join('');
  expect(hear(start, ...pieces, end, 'j')).toEqual([`paste ${text}`, 'j']);
});

it('the rest that a slow link brings late is never read as keys', () => {
  expect(hear(`${start}http://a/1`, 3000, 'DDyy', 500, `y${end}q`)).toEqual([
    'paste-stalled',
    'paste http://a/1DDyyy',
    'q',
  ]);
  expect(hear(`${start}http://a/1`, 3000, 'j', 3000, `2${end}`)).toEqual(['paste-stalled', 'j', 'paste http://a/12']);
  expect(hear(`${start}a`, 3000, 'DDyy', 3000)).toEqual(['paste-stalled', 'paste-stalled']);
});

it('another paste has nothing to do with the one before, and later several keys at once are keys', () => {
  expect(hear(`${start}a`, 3000, keys.paste('b'))).toEqual(['paste-stalled', 'paste b']);
  expect(hear(`${start}a`, 20_000, 'jjj')).toEqual(['paste-stalled', 'j', 'j', 'j']);
});

it('an escape key is one after a moment, and other remains are none', () => {
  expect(hear('\x1b', 20, '[A', 100, '\x1b', 100, '\x1b[1;', 100, 'j')).toEqual(['up', 'escape', 'j']);
});
