import { expect, it } from 'vitest';
import { Failure, UsageError } from '../../src/base/errors.ts';
import { fromErrorData, toErrorData } from '../../src/orchestrator/error-data.ts';

/** As it arrives on the other side of a channel. */
function across(thrown: unknown): Error {
  return fromErrorData(structuredClone(toErrorData(thrown)));
}

it.each([new Failure('disk full'), new UsageError('no such flag'), new RangeError('too far')])(
  'keeps what %s is',
  (error) => {
    const arrived = across(error);
    expect(arrived).toMatchObject({ name: error.name, message: error.message, stack: error.stack });
    if (!(error instanceof RangeError)) expect(arrived).toBeInstanceOf(error.constructor);
  },
);

it('keeps plain fields and causes, and drops what no channel carries', () => {
  const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
    code: 'ENOENT',
    errno: -2,
    size: 5n,
    retry: () => {},
  });
  const arrived = across(error);
  expect(arrived).toMatchObject({
    code: 'ENOENT',
    errno: -2,
    size: 5n,
    cause: { name: 'TypeError', message: 'inner' },
  });
  expect('retry' in arrived).toBe(false);
});

it.each(['text', 42, undefined, null, { odd: true }])('makes an error of whatever was thrown: %s', (thrown) => {
  expect(across(thrown)).toMatchObject({ name: 'Error', message: String(thrown) });
});

it('comes to an end with causes that go round in a circle', () => {
  const error = new Error('round');
  error.cause = error;
  expect(across(error).message).toBe('round');
});
