import { type BytePath, fromText, toBytes } from '../base/byte-path.ts';
import { UsageError } from '../base/errors.ts';
import { parseSize } from '../base/quantities.ts';

/**
 * The flags of one call, read by name and kind. Arguments are kept as bytes until it is known what they are: a path may
 * hold bytes that are no text. Every reader names the flag when its value makes no sense.
 */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @param values what commander parsed: camelCase keys; strings of one character a byte, lists of them, booleans */
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** Given or not; `no-mouse` asks whether `--no-mouse` was, which commander keeps as `mouse: false`. */
  flag(name: string): boolean {
    if (name.startsWith('no-')) return this.#values[camelCase(name.slice(3))] === false;
    return this.#values[camelCase(name)] === true;
  }

  text(name: string): string | undefined {
    const path = this.path(name);
    return path === undefined ? undefined : decode(path);
  }

  path(name: string): BytePath | undefined {
    const value = this.#values[camelCase(name)];
    return typeof value === 'string' ? (value as BytePath) : undefined;
  }

  texts(name: string): readonly string[] {
    return this.paths(name).map(decode);
  }

  paths(name: string): readonly BytePath[] {
    const value = this.#values[camelCase(name)];
    return Array.isArray(value) ? value.map((item) => String(item) as BytePath) : [];
  }

  /** Bytes. */
  size(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : parseSize(text, `--${name}`);
  }

  /** A whole number from `least` up. */
  count(name: string, least: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(count) || count < least) {
      throw new UsageError(`--${name}: "${text}" is not a whole number from ${least} up`);
    }
    return count;
  }

  /** A decimal number of seconds above 0. */
  seconds(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const seconds = Number(text);
    if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0) {
      throw new UsageError(`--${name}: "${text}" is not a number of seconds`);
    }
    return seconds;
  }

  /** One of the values that the table lists; commander has refused every other. */
  choice<Name extends string>(name: string, names: readonly Name[]): Name | undefined {
    const text = this.text(name);
    const found = names.find((candidate) => candidate === text);
    if (text !== undefined && found === undefined) {
      throw new UsageError(`--${name}: "${text}" is not one of ${names.join(', ')}`);
    }
    return found;
  }
}

export function decode(argument: BytePath): string {
  return toBytes(argument).toString('utf8');
}

/**
 * The arguments as bytes. Node decodes argv as UTF-8 and replaces what is not; the kernel still has the bytes
 * (proc(5), cmdline).
 */
export function rawArguments(argv: readonly string[], readCommandLine: () => Uint8Array): readonly BytePath[] {
  if (argv.every((argument) => !argument.includes('\ufffd'))) return argv.map(fromText);
  try {
    const all = Buffer.from(readCommandLine()).toString('latin1').split('\0');
    all.pop();
    return all.slice(all.length - argv.length) as BytePath[];
  } catch {
    // No /proc here: names that are not UTF-8 cannot be given as arguments on this system.
    return argv.map(fromText);
  }
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
