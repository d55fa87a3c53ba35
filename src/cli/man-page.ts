/** The manual page (man(7), section 1), made from the command table. */
import { type CommandRow, commands, commonOptions, type OptionRow } from './table.ts';
import { version } from './version.ts';

export function manPage(): string {
  return [
    `.TH FORKFUL 1 "" "forkful ${version}" "User Commands"`,
    '.SH NAME',
    'forkful \\- pull many files down in parallel, find duplicates, remove them so that it can be undone',
    '.SH SYNOPSIS',
    ...commands.flatMap((row) => [
      '.br',
      `.B forkful${row.name === 'screen' ? '' : ` ${row.name}`}`,
      roff(` ${row.operands}`),
    ]),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH OPTIONS EVERYWHERE',
    ...commonOptions.flatMap(option),
    '.SH EXIT STATUS',
    ...statuses.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, meaning]),
    '.SH SIGNALS',
    'SIGUSR1 prints progress on standard error; SIGUSR2 pauses and resumes; SIGINT and SIGTERM stop cleanly, a second',
    'SIGINT at once.',
    '.SH ENVIRONMENT',
    'FORKFUL_STATE_DIR, XDG_STATE_HOME, XDG_DATA_HOME, XDG_CONFIG_HOME, NO_COLOR, FORCE_COLOR, HTTP_PROXY, HTTPS_PROXY,',
    'NO_PROXY.',
    '',
  ].join('\n');
}

const statuses: readonly (readonly [string, string])[] = [
  ['0', 'All done.'],
  ['1', 'Finished, and something failed: a URL, an unreadable file, an action.'],
  ['2', 'Wrong usage; nothing was started.'],
  ['130, 143', 'Stopped by SIGINT or SIGTERM, after saving what was reached.'],
];

function section(row: CommandRow): string[] {
  return [
    `.SS "${row.name === 'screen' ? 'forkful' : row.name} ${roff(row.operands)}"`,
    roff(row.about),
    ...row.options.flatMap(option),
    ...(row.notes ?? []).flatMap((note) => ['.PP', roff(note)]),
  ];
}

function option(row: OptionRow): string[] {
  const choices = row.choices === undefined ? '' : ` One of ${row.choices.join(', ')}.`;
  const fallback = row.fallback === undefined ? '' : ` Default: ${row.fallback}.`;
  return ['.TP', `.B ${roff(row.flags)}`, roff(`${row.about}.${choices}${fallback}`)];
}

/** roff takes a leading dot or quote for a request and a bare minus for a hyphen. */
function roff(text: string): string {
  return text
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}
