/** Shell completions made from the command table: what can be written is said in one place. */
import { type CommandRow, commands, commonOptions, type OptionRow } from './table.ts';

export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

export function completionScript(shell: ShellName): string {
  return { bash, zsh, fish }[shell]();
}

interface Flag {
  readonly long: string;
  readonly short: string | undefined;
  readonly takesValue: boolean;
  readonly about: string;
  readonly choices: readonly string[];
}

const named = commands.filter((row) => row.name !== 'screen');

function flagsOf(row: CommandRow): readonly Flag[] {
  return [...row.options, ...commonOptions, { flags: '--help', about: 'help' }].map(flagOf);
}

function flagOf(row: OptionRow): Flag {
  const long = /--[a-z-]+/.exec(row.flags)?.[0] ?? row.flags;
  const short = /^(-[a-z]),/.exec(row.flags)?.[1];
  return { long, short, takesValue: row.flags.includes('<'), about: row.about, choices: row.choices ?? [] };
}

function bash(): string {
  const words = (row: CommandRow) =>
    flagsOf(row).flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
  const screen = commands.find((row) => row.name === 'screen');
  // The same flag has other choices with other commands; the screen has no name, and is what no name stands for.
  const values = [...named, ...(screen === undefined ? [] : [screen])].flatMap((row) =>
    flagsOf(row)
      .filter((flag) => flag.choices.length > 0)
      .map(({ long, choices }) => {
        const pattern = `${row === screen ? '*' : row.name}:${long}`;
        return `    ${pattern}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return ;;`;
      }),
  );
  return `# bash completion for forkful
_forkful() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} flags
  case \${COMP_WORDS[1]}:$before in
${values.join('\n')}
  esac
  case \${COMP_WORDS[1]} in
${named.map((row) => `    ${row.name}) flags='${words(row).join(' ')}' ;;`).join('\n')}
    *) flags='${screen === undefined ? '' : words(screen).join(' ')}' ;;
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$word")); return; fi
  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W '${named.map((row) => row.name).join(' ')}' -- "$word")); fi
  COMPREPLY+=($(compgen -f -- "$word"))
}
complete -o filenames -F _forkful forkful
`;
}

function zsh(): string {
  const quote = (text: string) => text.replace(/'/g, "'\\''").replace(/[[\]:]/g, '\\$&');
  const spec = ({ long, takesValue, about, choices }: Flag) =>
    `'${long}[${quote(about)}]${takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : ''}'`;
  return `#compdef forkful
_forkful() {
  local -a commands=(
${named.map((row) => `    '${row.name}:${quote(row.about)}'`).join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command commands; fi
  case $words[2] in
${named.map((row) => `    ${row.name}) _arguments ${flagsOf(row).map(spec).join(' ')} '*:file:_files' ;;`).join('\n')}
    *) _files ;;
  esac
}
_forkful "$@"
`;
}

function fish(): string {
  const quote = (text: string) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  const names = named.map((row) => row.name).join(' ');
  const lines = named.map(
    (row) => `complete -c forkful -n "not __fish_seen_subcommand_from ${names}" -a ${row.name} -d ${quote(row.about)}`,
  );
  for (const row of named) {
    for (const { long, short, takesValue, about, choices } of flagsOf(row)) {
      const parts = [`complete -c forkful -n "__fish_seen_subcommand_from ${row.name}" -l ${long.slice(2)}`];
      if (short !== undefined) parts.push(`-s ${short.slice(1)}`);
      if (choices.length > 0) parts.push(`-x -a ${quote(choices.join(' '))}`);
      else if (takesValue) parts.push('-r');
      lines.push(`${parts.join(' ')} -d ${quote(about)}`);
    }
  }
  return `# fish completion for forkful\n${lines.join('\n')}\n`;
}
