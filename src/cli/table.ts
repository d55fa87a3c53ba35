/**
 * Every command and flag, as data. Parsing, --help, the shell completions and the man page are made from it.
 */
import { algorithmNames, defaultKeepRules, keepRuleNames } from '../duplicates/types.ts';
import { engineNames } from '../orchestrator/types.ts';
import { actionKinds } from '../removal/types.ts';

export interface OptionRow {
  /** As commander reads it: `-j, --jobs <N>`, `--json`; a trailing `...>` may be given more than once. */
  readonly flags: string;
  readonly about: string;
  readonly fallback?: string;
  readonly choices?: readonly string[];
}

export interface CommandRow {
  readonly name: string;
  /** As commander reads it: `[url...]`, `<dir...>`. */
  readonly operands: string;
  readonly about: string;
  readonly options: readonly OptionRow[];
  /** Lines below the options in --help. */
  readonly notes?: readonly string[];
}

const json: OptionRow = { flags: '--json', about: 'machine-readable output' };
const yes: OptionRow = { flags: '--yes', about: 'do not ask; needed where no terminal can be asked' };
const dryRun: OptionRow = { flags: '--dry-run', about: 'print what would be done, do nothing' };
const urlList: OptionRow = { flags: '-i, --input <FILE>', about: 'a URL list, one a line; - reads standard input' };
const reference: OptionRow = {
  flags: '--reference <DIR...>',
  about: 'known originals: never offered for removal, preferred as survivor',
};
const algorithm: OptionRow = {
  flags: '--algorithm <NAME>',
  about: 'hash algorithm',
  fallback: 'xxh3-128',
  choices: algorithmNames,
};

/** Understood by every command. */
export const commonOptions: readonly OptionRow[] = [
  { flags: '--quiet', about: 'no progress, no messages but errors' },
  { flags: '--verbose', about: 'say more' },
  { flags: '--no-color', about: 'no colours; NO_COLOR does the same' },
];

const minMemory: OptionRow = {
  flags: '--min-memory <SIZE>',
  about: 'new work waits while less memory is available',
  fallback: '64M',
};

const scanOptions: readonly OptionRow[] = [
  { flags: '--engine <NAME>', about: 'who hashes', fallback: 'threads', choices: engineNames },
  { flags: '--workers <N>', about: 'hash workers; adapts to cores and device where not given' },
  algorithm,
  { flags: '--no-catalogue', about: 'neither read nor write the catalogue of known hashes' },
  { flags: '--min-size <SIZE>', about: 'leave smaller files out; 0 takes empty ones in', fallback: '1' },
  { flags: '--max-size <SIZE>', about: 'leave larger files out' },
  { flags: '--include <GLOB...>', about: 'only paths below DIR that match; may be given again' },
  { flags: '--exclude <GLOB...>', about: 'no path below DIR that matches; may be given again' },
  { flags: '--hidden', about: 'also files and folders whose name begins with a dot, left out otherwise' },
  { flags: '--one-file-system', about: 'do not cross into other mounts' },
  reference,
  minMemory,
];

const atOnce: readonly OptionRow[] = [
  { flags: '-j, --jobs <N>', about: 'transfers at once', fallback: '16' },
  { flags: '--per-host <N>', about: 'transfers at once from one host', fallback: '6' },
];

const scanNotes: readonly string[] = [
  'Sizes: 10, 10k, 10M, 10G. A GLOB is held against names; one with a slash against paths below DIR.',
  'Symbolic links are not followed, but for a DIR that is one. Several names of one inode are one file.',
  'What cannot be read is named on standard error; the rest is done, and the exit code is 1.',
];

const getOptions: readonly OptionRow[] = [
  urlList,
  { flags: '-d, --dir <DIR>', about: 'target folder; made, with parents, where missing', fallback: '.' },
  ...atOnce,
  { flags: '--children <N>', about: 'fetch children', fallback: '2' },
  { flags: '--engine <NAME>', about: 'who transfers', fallback: 'processes', choices: engineNames },
  { flags: '--segments <N>', about: 'connections for one large file; 1 = off', fallback: '4' },
  { flags: '--limit-rate <SIZE>', about: 'bytes a second, in total' },
  { flags: '--retries <N>', about: 'further tries after a failure that may pass', fallback: '5' },
  { flags: '--timeout <S>', about: 'give a connection up after S seconds without a byte', fallback: '30' },
  { flags: '--max-size <SIZE>', about: 'refuse larger files' },
  { flags: '--header <LINE...>', about: "'Name: value', sent to the origin of each URL only" },
  { flags: '--ca <FILE>', about: 'a PEM file with a further certificate authority' },
  { flags: '--no-pipelining', about: 'ask a server for the next file only when the one before is here' },
  { flags: '--expect <TYPE>', about: 'content type that must arrive, for example image/*' },
  {
    flags: '--if-duplicate <WHAT>',
    about: 'what becomes of a body whose content is already here',
    fallback: 'keep',
    choices: ['keep', 'skip', 'link'],
  },
  minMemory,
  { flags: '--shard <I/N>', about: 'only the I-th of N parts of the list, stable by URL' },
  dryRun,
  json,
];

export const commands: readonly CommandRow[] = [
  {
    name: 'screen',
    operands: '[DIR...]',
    about: 'the screen, on DIR (the default command; default folder: the current one)',
    options: [
      urlList,
      { flags: '--dir <DIR>', about: 'where downloads go (default: DIR)' },
      ...atOnce,
      { flags: '--demo', about: 'a sample collection, served on loopback, in a temporary folder removed at exit' },
      { flags: '--no-delete', about: 'removal off' },
      { flags: '--ascii', about: 'no character outside ASCII' },
      {
        flags: '--theme <NAME>',
        about: 'colours',
        choices: ['auto', 'dark', 'light', 'contrast', 'none'],
        fallback: 'auto',
      },
      { flags: '--no-mouse', about: 'leave the mouse to the terminal' },
      { flags: '--fps <N>', about: 'most paints a second', fallback: '10' },
      { flags: '--interval <S>', about: 'look at the machine every S seconds', fallback: '1' },
      minMemory,
      { flags: '--warn-cpu <PERCENT>', about: 'warn when the cores are busier than this', fallback: '95' },
      { flags: '--warn-memory <PERCENT>', about: 'warn when more memory than this is used', fallback: '90' },
    ],
  },
  {
    name: 'get',
    operands: '[URL...]',
    about: 'download',
    options: getOptions,
    notes: ['8 MB of a disk always stay free, of a small one a sixteenth.'],
  },
  {
    name: 'scan',
    operands: '<DIR...>',
    about: 'find duplicates',
    options: [
      {
        flags: '--format <NAME>',
        about: 'output (default: human on a terminal, fdupes elsewhere)',
        choices: ['human', 'folders', 'fdupes', 'json', 'csv'],
      },
      ...scanOptions,
      { flags: '--exit-code', about: 'exit with 1 where duplicates were found' },
    ],
    notes: scanNotes,
  },
  {
    name: 'dedupe',
    operands: '[DIR...]',
    about: 'remove duplicates, verified byte by byte; undo takes it back',
    options: [
      { flags: '--from <REPORT>', about: 'groups from a report of scan --format json; only its paths are trusted' },
      {
        flags: '--keep <RULES>',
        about: `what stays, by comma-separated rules: ${keepRuleNames.join(', ')}`,
        fallback: defaultKeepRules.join(','),
      },
      { flags: '--action <NAME>', about: 'what becomes of the others', fallback: 'trash', choices: actionKinds },
      { flags: '--only <DIR...>', about: 'remove only below DIR' },
      ...scanOptions,
      dryRun,
      yes,
      json,
    ],
    notes: scanNotes,
  },
  {
    name: 'undo',
    operands: '[RUN]',
    about: 'take back the last run of dedupe, or RUN',
    options: [{ flags: '--list', about: 'the runs, and what can still be taken back' }, json],
  },
  {
    name: 'hash',
    operands: '<FILE...>',
    about: 'hash files of any size in constant memory',
    options: [algorithm, minMemory],
  },
  {
    name: 'preview',
    operands: '<FILE> [FILE2]',
    about: 'look at a file: picture, text or bytes, with its facts; at two, side by side and compared',
    options: [
      { flags: '--size <COLUMNSxROWS>', about: 'how large to draw; the terminal where not given' },
      { flags: '--ascii', about: 'no character outside ASCII' },
      json,
    ],
  },
  {
    name: 'ps',
    operands: '',
    about: 'the processes of forkful',
    options: [
      { flags: '--all', about: 'every process of the machine' },
      { flags: '--zombies', about: 'only zombies, with the parent that does not wait for them' },
      { flags: '--orphans', about: 'only processes whose parent died' },
      { flags: '--threads', about: 'also the threads of each process, below it' },
      json,
    ],
  },
  {
    name: 'reap',
    operands: '[PID...]',
    about: 'ask the parents of zombies to wait for them (SIGCHLD): those given, or all',
    options: [{ flags: '--end-parent', about: 'then end those parents that do not (SIGTERM), after asking' }, yes],
  },
  {
    name: 'memory',
    operands: '',
    about: 'memory: total, used, available, cgroup limit',
    options: [
      { flags: '--wait <SIZE>', about: 'wait until so much is available' },
      { flags: '--timeout <S>', about: 'give up waiting after S seconds, with exit code 1' },
      json,
    ],
  },
  { name: 'info', operands: '', about: 'system, runtime, folders, what is supported here', options: [json] },
  {
    name: 'compare',
    operands: '<WORK> [ARGUMENT...]',
    about: 'the same work (scan or get) under serial, threads and processes: a table of times',
    options: [
      urlList,
      { flags: '--runs <N>', about: 'runs of each; the median counts', fallback: '3' },
      ...getOptions.filter(({ flags }) => /--(jobs|per-host|children|segments|timeout)/.test(flags)),
      json,
    ],
  },
  {
    name: 'export',
    operands: '',
    about: 'what is known of content, downloaded or scanned, with hashes and URLs, for other tools',
    options: [{ flags: '--format <NAME>', about: 'output', fallback: 'jsonl', choices: ['jsonl', 'parquet'] }],
  },
  {
    name: 'report',
    operands: '[N] [ARGUMENT]',
    about: 'one job of the menu by its number, with its result and the time it took; without a number, the menu',
    options: [{ flags: '--timeout <S>', about: 'give up waiting after S seconds, with exit code 1' }, json],
  },
  {
    name: 'completions',
    operands: '<SHELL>',
    about: 'completions for bash, zsh or fish, on standard output',
    options: [],
  },
  { name: 'man', operands: '', about: 'the manual page, for man -l -', options: [] },
];

export function findCommand(name: string): CommandRow | undefined {
  return commands.find((command) => command.name === name);
}
