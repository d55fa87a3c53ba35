/**
 * The settings file, `$XDG_CONFIG_HOME/forkful/config.json`: flags by command, `{"get": {"jobs": 8}, "screen": {"theme":
 * "light"}}`. Its schema is the command table, so that whatever can be a flag can be a setting. Flags win.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, reasonOf, UsageError } from '../base/errors.ts';
import { configFolder } from '../base/folders.ts';
import { makeVisible } from '../base/visible.ts';
import { type CommandRow, commands, commonOptions, type OptionRow } from './table.ts';

/** Values as commander would have parsed them from flags, by command and long flag without its dashes. */
export type Settings = ReadonlyMap<string, ReadonlyMap<string, SettingValue>>;
export type SettingValue = string | boolean | readonly string[];

export function settingsFile(): string {
  return join(configFolder(), 'config.json');
}

/** @throws UsageError naming the file and the line */
export function readSettings(path: string): Settings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return new Map();
    throw new UsageError(`${makeVisible(path)}: ${reasonOf(error)}`);
  }
  return parseSettings(text, makeVisible(path));
}

/** @param path for messages */
export function parseSettings(text: string, path: string): Settings {
  const refuse = (line: number, why: string): never => {
    throw new UsageError(`${path}:${line}: ${why}`);
  };
  const root = asObject(parseJson(text, refuse)) ?? refuse(1, 'settings are an object: {"get": {"jobs": 8}}');
  const settings = new Map<string, ReadonlyMap<string, SettingValue>>();
  for (const [name, section] of Object.entries(root)) {
    const line = lineOf(text, [name]);
    const row = commands.find((command) => command.name === name);
    if (row === undefined) return refuse(line, `there is no command "${name}"; there are ${names(commands)}`);
    const values = asObject(section) ?? refuse(line, `"${name}" holds flags: {"${name}": {"quiet": true}}`);
    settings.set(
      name,
      readSection(row, values, (flag, why) => refuse(lineOf(text, [name, flag]), why)),
    );
  }
  return settings;
}

function readSection(
  row: CommandRow,
  values: Readonly<Record<string, unknown>>,
  refuse: (flag: string, why: string) => never,
): ReadonlyMap<string, SettingValue> {
  const options = [...row.options, ...commonOptions];
  const section = new Map<string, SettingValue>();
  for (const [flag, value] of Object.entries(values)) {
    const option = options.find((candidate) => longFlag(candidate) === flag);
    if (option === undefined) {
      return refuse(flag, `forkful ${row.name} has no flag --${flag}; see forkful ${row.name} --help`);
    }
    section.set(
      flag,
      readValue(option, value, (why) => refuse(flag, why)),
    );
  }
  return section;
}

function readValue(option: OptionRow, value: unknown, refuse: (why: string) => never): SettingValue {
  const flag = longFlag(option);
  if (!option.flags.includes('<')) return typeof value === 'boolean' ? value : refuse(`"${flag}" is true or false`);
  if (option.flags.endsWith('...>')) {
    const list = Array.isArray(value) ? value : [value];
    return list.every((item) => typeof item === 'string') ? list : refuse(`"${flag}" is a list of texts`);
  }
  if (typeof value !== 'string' && typeof value !== 'number') return refuse(`"${flag}" is a text or a number`);
  const text = String(value);
  if (option.choices !== undefined && !option.choices.includes(text)) {
    return refuse(`"${flag}" is one of ${option.choices.join(', ')}, not "${text}"`);
  }
  return text;
}

/** `jobs` of `-j, --jobs <N>`, `no-mouse` of `--no-mouse`. */
export function longFlag(option: OptionRow): string {
  return /--([a-z-]+)/.exec(option.flags)?.[1] ?? option.flags;
}

function parseJson(text: string, refuse: (line: number, why: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(words)?.[1];
    // Where the text ends too early, V8 names no position: the fault is at the end.
    const before = position === undefined ? text.trimEnd() : text.slice(0, Number(position));
    return refuse(before.split('\n').length, `not valid JSON: ${makeVisible(words)}`);
  }
}

/** The line on which the last of nested keys is written; keys are found in order, each after the one around it. */
function lineOf(text: string, keys: readonly string[]): number {
  const end = keys.reduce((from, key) => {
    const found = text.indexOf(JSON.stringify(key), from);
    return found < 0 ? from : found + 1;
  }, 0);
  return text.slice(0, end).split('\n').length;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
  return plain ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function names(rows: readonly CommandRow[]): string {
  return rows.map((row) => row.name).join(', ');
}
