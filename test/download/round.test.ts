import { describe, expect, test } from 'vitest';
import type { Batch, TransferOutcome, TransferTask } from '../../src/download/protocol.ts';
import type { Channel } from '../../src/download/transfer/line.ts';
import { Round, type RunningTransfer } from '../../src/download/transfer/round.ts';

const failed: TransferOutcome = {
  kind: 'failed',
  reason: 'no space',
  retry: 'halt',
  status: undefined,
  retryAfterMs: undefined,
  host: undefined,
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
    {
      turn: () => Promise<void>;
      received: () => Promise<void>;
      end: (outcome: TransferOutcome) => void;
      abort: Error[];
    }
  >();
  const batch: Batch = { host: 'localhost', tasks: Array.from({ length: count }, (_, index) => taskOf(index + 1)) };
  const context = {
    emit() {},
    drained: () => Promise.resolve(),
    alive() {},
    signal: new AbortController().signal,
  };
  const channel: Pick<Channel, 'hasRoom' | 'onRoom'> = {
    hasRoom: () => false,
    onRoom: undefined,
  };
  const round = new Round(batch, context, channel, ({ id }): RunningTransfer => {
    const abort: Error[] = [];
    return {
      run(turn, received) {
        begun.push(id);
        return new Promise((end) => hands.set(id, { turn, received, end, abort }));
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
  return { round, channel, begun, hand, over: round.run() };
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

  /** So many, of which so many may be under way at a time. */
  async function askedAhead(count: number, most: number) {
    const round = roundOf(count);
    await settled();
    round.channel.hasRoom = (_, underWay) => underWay < most;
    round.channel.onRoom?.();
    await settled();
    return round;
  }

  test('asks ahead as far as there is room', async () => {
    const round = await askedAhead(6, 3);
    expect(round.begun).toEqual([1, 2, 3]);
    void round.hand(1).received();
    await settled();
    expect(round.begun).toEqual([1, 2, 3, 4]);
    for (const id of [1, 2, 3, 4, 5, 6]) {
      round.hand(id).end({ kind: 'unchanged' });
      await settled();
    }
    expect((await round.over).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('gives back what has been asked for ahead where its host wants to be left alone, and only then', async () => {
    const round = await askedAhead(6, 3);
    round.round.recall(false);
    expect([1, 2, 3].map((id) => round.hand(id).abort.length)).toEqual([0, 0, 0]);
    round.round.recall(true);
    expect([1, 2, 3].map((id) => round.hand(id).abort.length)).toEqual([0, 1, 1]);
    for (const id of [2, 3, 1]) round.hand(id).end({ kind: 'unchanged' });
    const ended = await round.over;
    expect(ended.filter(({ outcome }) => outcome.kind === 'given-back').map(({ id }) => id)).toEqual([4, 5, 6]);
  });

  test('has one take its turn, also where it was asked for ahead', async () => {
    const round = await askedAhead(2, 2);
    let turn = false;
    void round
      .hand(2)
      .turn()
      .then(() => {
        turn = true;
      });
    await settled();
    expect(turn).toBe(false);
    void round.hand(1).received();
    await settled();
    expect(turn).toBe(true);
    for (const id of [1, 2]) round.hand(id).end({ kind: 'unchanged' });
    await round.over;
  });

  test('places what was asked for ahead in the order of the list, though one before it failed early', async () => {
    const round = await askedAhead(3, 3);
    const placed: number[] = [];
    for (const id of [1, 3]) {
      void round
        .hand(id)
        .received()
        .then(() => placed.push(id));
    }
    round.hand(2).end(failed);
    await settled();
    expect(placed).toEqual([1]);
    round.hand(1).end({ kind: 'unchanged' });
    await settled();
    expect(placed).toEqual([1, 3]);
    round.hand(3).end({ kind: 'unchanged' });
    await round.over;
  });

  test('one that still waits for its bytes lets those behind it be put in place', async () => {
    const round = await askedAhead(2, 2);
    let placed = false;
    void round
      .hand(2)
      .received()
      .then(() => {
        placed = true;
      });
    await settled();
    expect(placed).toBe(true);
    for (const id of [2, 1]) round.hand(id).end({ kind: 'unchanged' });
    expect((await round.over).map(({ id }) => id)).toEqual([2, 1]);
  });
});
