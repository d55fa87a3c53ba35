import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Outbox } from '../../src/orchestrator/outbox.ts';

/** A channel that takes frames when the test says so. */
function slowChannel(backlogAt = Number.POSITIVE_INFINITY) {
  const frames: number[][] = [];
  const pending: (() => void)[] = [];
  const refused: number[] = [];
  const outbox = new Outbox<number>(
    (frame, written) => {
      if (frame.includes(-1)) throw new Error('could not be cloned');
      frames.push([...frame]);
      pending.push(written);
      return pending.length < backlogAt;
    },
    (message) => refused.push(message),
  );
  const take = () => {
    for (const written of pending.splice(0)) written();
  };
  return { outbox, frames, refused, take };
}

it('sends what is said in one turn of the loop as one frame, in order', async () => {
  const { outbox, frames } = slowChannel();
  for (const message of [1, 2, 3]) outbox.post(message);
  await turn();
  outbox.post(4);
  await turn();
  expect(frames).toEqual([[1, 2, 3], [4]]);
});

it('holds back while the channel has a backlog, then goes on (node #7657)', async () => {
  const { outbox, frames, take } = slowChannel(1);
  outbox.post(1);
  await turn();
  for (const message of [2, 3]) outbox.post(message);
  await turn();
  await turn();
  expect(frames).toEqual([[1]]);
  take();
  expect(frames).toEqual([[1], [2, 3]]);
});

it('is drained only when the system has taken everything: a process that exits before loses it (node #36268)', async () => {
  const { outbox, frames, take } = slowChannel();
  outbox.post(1);
  let drained = false;
  const waiting = outbox.drained().then(() => {
    drained = true;
  });
  await turn();
  expect([frames.length, drained]).toEqual([1, false]);
  take();
  await waiting;
});

it('cuts a flood into frames, so that the other side can turn its loop between them', async () => {
  const { outbox, frames } = slowChannel();
  for (let message = 0; message < 2_500; message += 1) outbox.post(message);
  await turn();
  expect(frames.map((frame) => frame.length)).toEqual([1_000, 1_000, 500]);
  expect(frames.flat()).toEqual(Array.from({ length: 2_500 }, (_, message) => message));
});

it('refuses the one message that cannot be cloned and sends its neighbours', async () => {
  const { outbox, frames, refused, take } = slowChannel();
  for (const message of [1, -1, 2]) outbox.post(message);
  await turn();
  expect([frames, refused]).toEqual([[[1], [2]], [-1]]);
  take();
  await outbox.drained();
});
