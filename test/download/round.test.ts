import { describe, expect, test } from 'vitest';
import type { Batch, TransferOutcome, TransferTask } from '../../src/download/protocol.ts';
import { Round, type RunningTransfer } from '../../src/download/transfer/round.ts';

const failed: TransferOutcome = {
  kind: 'failed',
  reason: 'no space',
  retry: 'halt',
  status: undefined,
  retryAfterMs: undefined,
  checkpoint: undefined,
};

function taskOf(id: number): TransferTask {
  const url = `http://localhost/${id}`;
  const [out, checksum, checkpoint, condition, expect] = Array<undefined>(5).fill(undefined);
  return { id, url, dir: '/', out, part: `${id}.part`, checksum, headers: [], checkpoint, condition, expect };
}

/** A round over transfers that come to their ends by hand. */
function roundOf(count: number) {
  const begun: number[] = [];
  const hands = new Map<
    number,
    { received: () => Promise<void>; end: (outcome: TransferOutcome) => void; abort: Error[] }
  >();
  const batch: Batch = { host: 'localhost', tasks: Array.from({ length: count }, (_, index) => taskOf(index + 1)) };
  const context = {
    emit() {},
    drained: () => Promise.resolve(),
    alive() {},
    signal: new AbortController().signal,
  };
  const round = new Round(batch, context, ({ id }): RunningTransfer => {
    const abort: Error[] = [];
    return {
      run(received) {
        begun.push(id);
        return new Promise((end) => hands.set(id, { received, end, abort }));
      },
      tick() {},
      pause() {},
      allow() {},
      abort: (reason) => void abort.push(reason),
    };
  });
  const hand = (id: number) => {
    const found = hands.get(id);
    if (found === undefined) throw new Error(`${id} has not begun`);
    return found;
  };
  return { round, begun, hand, over: round.run() };
}

const settled = () => new Promise(setImmediate);

describe('a batch on its connection', () => {
  test('puts the files in place in their order', async () => {
    const { hand, over } = roundOf(2);
    await settled();
    void hand(1).received();
    await settled();
    let turn = false;
    void hand(2)
      .received()
      .then(() => {
        turn = true;
      });
    await settled();
    expect(turn).toBe(false);
    hand(1).end({ kind: 'unchanged' });
    await settled();
    expect(turn).toBe(true);
    hand(2).end({ kind: 'unchanged' });
    await over;
  });

  test('asks for the next file while the one before is put in place, but is only one ahead', async () => {
    const { begun, hand, over } = roundOf(3);
    await settled();
    expect(begun).toEqual([1]);
    hand(1).received();
    await settled();
    expect(begun).toEqual([1, 2]);
    hand(2).received();
    await settled();
    expect(begun).toEqual([1, 2]);
    hand(1).end(failed);
    hand(2).end({ kind: 'unchanged' });
    const ended = await over;
    expect(ended.map(({ id, outcome }) => [id, outcome.kind])).toEqual([
      [1, 'failed'],
      [3, 'given-back'],
      [2, 'unchanged'],
    ]);
  });

  test('lets go of both, too', async () => {
    const { round, hand, over } = roundOf(2);
    await settled();
    hand(1).received();
    await settled();
    round.withdraw([1, 2]);
    expect([hand(1).abort.length, hand(2).abort.length]).toEqual([1, 1]);
    hand(1).end({ kind: 'unchanged' });
    hand(2).end({ kind: 'unchanged' });
    expect((await over).map(({ id }) => id)).toEqual([1, 2]);
  });

  test('ends when the last file is in place', async () => {
    const { hand, over } = roundOf(1);
    let ended = false;
    void over.then(() => {
      ended = true;
    });
    await settled();
    hand(1).received();
    await settled();
    expect(ended).toBe(false);
    hand(1).end({ kind: 'unchanged' });
    await over;
  });
});
