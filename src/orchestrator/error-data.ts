/**
 * Errors as plain data. The structured clone keeps message and stack but drops class, `code` and every other field, and
 * refuses some errors altogether; the caller of a task should see the job's own error whichever engine ran it.
 */
import { Failure, UsageError } from '../base/errors.ts';

export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Own fields that are plain values: `code`, `errno`, `path`, `status`, … */
  readonly fields: Readonly<Record<string, Primitive>>;
  readonly cause: ErrorData | undefined;
}

type Primitive = string | number | boolean | bigint | null | undefined;

export function toErrorData(thrown: unknown, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    return { name: 'Error', message: String(thrown), stack: undefined, fields: {}, cause: undefined };
  }
  const fields: Record<string, Primitive> = {};
  for (const [key, value] of Object.entries(thrown)) {
    if (key !== 'name' && isPrimitive(value)) fields[key] = value;
  }
  const cause = thrown.cause === undefined || depth >= 8 ? undefined : toErrorData(thrown.cause, depth + 1);
  return { name: thrown.name, message: thrown.message, stack: thrown.stack, fields, cause };
}

/** An error with the name, message, stack, fields and causes of the one that was thrown. */
export function fromErrorData(data: ErrorData): Error {
  const options = data.cause === undefined ? undefined : { cause: fromErrorData(data.cause) };
  const error = emptyError(data, options);
  if (data.stack !== undefined) error.stack = data.stack;
  return Object.assign(error, data.fields);
}

function emptyError({ name, message }: ErrorData, options: ErrorOptions | undefined): Error {
  if (name === 'Failure') return new Failure(message, options);
  if (name === 'UsageError') return new UsageError(message, options);
  const error = new Error(message, options);
  if (name !== error.name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return error;
}

function isPrimitive(value: unknown): value is Primitive {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
}
