import { Command, Option } from 'commander';
import { type BytePath, fromText } from '../base/byte-path.ts';
import { UsageError } from '../base/errors.ts';
import { Options } from './options.ts';
import { longFlag, type Settings, type SettingValue } from './settings.ts';
import { type CommandRow, commands, commonOptions, findCommand, type OptionRow } from './table.ts';
import { version } from './version.ts';

export type Parsed =
  | {
      readonly kind: 'run';
      readonly command: CommandRow;
      readonly operands: readonly BytePath[];
      readonly options: Options;
    }
  /** --help or --version: text for stdout, and nothing else to do. */
  | { readonly kind: 'print'; readonly text: string };

/**
 * Reads the command line against the table.
 * @param argv arguments after the program's name, one character a byte
 * @param settings what holds where a flag is not given; a function is called where it may matter, and what it throws is
 *   thrown, but for help: whoever has to mend the settings needs that
 * @throws UsageError for an unknown flag, a missing operand, a value that is not among the choices
 */
export function parseArguments(argv: readonly BytePath[], settings: Settings | (() => Settings) = new Map()): Parsed {
  const first = argv[0];
  const named = first === undefined ? undefined : findCommand(first);
  if (named === undefined && (first === '--help' || first === '-h' || first === 'help')) {
    return { kind: 'print', text: overview() };
  }
  if (named === undefined && first === '--version') return { kind: 'print', text: `${version}\n` };

  const row = named ?? screenRow();
  const { held, fault } = tryRead(settings);
  const command = commandOf(row, held.get(row.name) ?? new Map());
  let printed = '';
  let complaint = '';
  command.configureOutput({ writeOut: (text) => (printed += text), writeErr: (text) => (complaint += text) });
  try {
    command.parse(named === undefined ? argv : argv.slice(1), { from: 'user' });
  } catch (error) {
    if (printed !== '') return { kind: 'print', text: printed };
    if (fault !== undefined) throw fault;
    const words = complaint.trim().replace(/^error: /, '');
    throw new UsageError(`${words || String(error)}\nSee: forkful ${named === undefined ? '' : `${row.name} `}--help`);
  }
  if (fault !== undefined) throw fault;
  return { kind: 'run', command: row, operands: command.args as BytePath[], options: new Options(command.opts()) };
}

function tryRead(settings: Settings | (() => Settings)): { held: Settings; fault: UsageError | undefined } {
  if (typeof settings !== 'function') return { held: settings, fault: undefined };
  try {
    return { held: settings(), fault: undefined };
  } catch (error) {
    if (error instanceof UsageError) return { held: new Map(), fault: error };
    throw error;
  }
}

function screenRow(): CommandRow {
  const row = findCommand('screen');
  if (row === undefined) throw new Error('the table has no screen');
  return row;
}

function commandOf(row: CommandRow, settings: ReadonlyMap<string, SettingValue>): Command {
  const command = new Command(row.name === 'screen' ? 'forkful' : `forkful ${row.name}`)
    .description(row.about)
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'this help')
    .configureHelp({ helpWidth: 100 });
  for (const operand of row.operands.split(' ').filter(Boolean)) command.argument(operand);
  for (const option of [...row.options, ...commonOptions])
    command.addOption(optionOf(option, settings.get(longFlag(option))));
  command.version(version, '--version', 'the version');
  if (row.notes !== undefined) command.addHelpText('after', `\n${row.notes.join('\n')}`);
  return command;
}

function optionOf(row: OptionRow, setting: SettingValue | undefined): Option {
  const option = new Option(row.flags.replace('...>', '>'), row.about);
  if (row.choices !== undefined) option.choices(row.choices);
  const given = setting === undefined ? row.fallback : asArgument(setting);
  if (given !== undefined) option.default(option.negate ? given !== true : given, String(given));
  // `--include A B DIR` would swallow DIR: a flag that repeats is written again for each value. Flags replace settings.
  if (row.flags.endsWith('...>')) {
    option.argParser((value: string, before: readonly string[] | undefined) => {
      return before === undefined || before === given ? [value] : [...before, value];
    });
  }
  return option;
}

/** Settings are text; arguments are one character a byte. */
function asArgument(setting: SettingValue): SettingValue {
  if (typeof setting === 'boolean') return setting;
  return typeof setting === 'string' ? fromText(setting) : setting.map(fromText);
}

function overview(): string {
  const width = Math.max(...commands.map((row) => row.name.length + row.operands.length)) + 3;
  const lines = commands.map((row) => {
    const usage = row.name === 'screen' ? row.operands : `${row.name} ${row.operands}`;
    return `  forkful ${usage.padEnd(width)}${row.about}`;
  });
  return [
    'forkful: pull many files down in parallel, never keep the same content twice.',
    '',
    ...lines,
    '',
    'forkful COMMAND --help tells the flags of one command. Everywhere:',
    ...commonOptions.map((option) => `  ${option.flags.padEnd(14)}${option.about}`),
    '',
  ].join('\n');
}
