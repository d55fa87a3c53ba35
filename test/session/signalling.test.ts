import { expect, test } from 'vitest';
import type { SignalOutcome } from '../../src/orchestrator/signals.ts';
import { signalAll } from '../../src/session/signalling.ts';

const outcomes: Readonly<Record<number, SignalOutcome>> = {
  2: { kind: 'gone' },
  3: { kind: 'refused', reason: 'SIGTERM to 3: it belongs to another user' },
};

/** What is said where 2 is gone and 3 another user's; what is told at the foot of the screen has an exclamation mark. */
const said = (...pids: readonly number[]): string[] => {
  const processes = pids.map((pid) => ({ pid, startTime: '1' }));
  return signalAll(processes, 'SIGTERM', ({ pid }) => outcomes[pid] ?? { kind: 'sent' }).map(({ text, level, told }) =>
    told === true || level === 'error' ? `${text}!` : text,
  );
};

test('a signal that was sent is confirmed, and so is one that came too late or was refused', () => {
  expect(said(1)).toEqual(['SIGTERM sent to 1!']);
  expect(said(2)).toEqual(['2 is gone already!']);
  expect(said(3)).toEqual(['SIGTERM to 3: it belongs to another user!']);
});

test('a signal to several is summed up, and each of them is in the log', () => {
  expect(said(1, 4)).toEqual(['SIGTERM sent to 1', 'SIGTERM sent to 4', 'SIGTERM sent to 2 processes!']);
  expect(said(1, 2, 3).at(-1)).toBe('SIGTERM sent to 1 process, 1 gone already, 1 refused: see the log!');
});
