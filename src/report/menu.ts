/** The menu of the report that forkful comes from: thirteen jobs by number, each with its command for a shell. */
export interface MenuItem {
  readonly number: MenuNumber;
  readonly title: string;
  /** The command that does the same without a screen. */
  readonly headless: string;
  /** What it is asked for before it runs, as a prompt; undefined where it needs nothing. */
  readonly asks?: string;
}

export type MenuNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;

export const menu: readonly MenuItem[] = [
  { number: 1, title: 'fork a child, show both process ids', headless: 'report 1' },
  { number: 2, title: 'does a folder exist', headless: 'report 2 DIR', asks: 'folder' },
  { number: 3, title: 'make a folder, change into it, count its files', headless: 'report 3 DIR', asks: 'folder' },
  { number: 4, title: 'change folder', headless: 'report 4 DIR', asks: 'folder' },
  { number: 5, title: 'download a list with child processes', headless: 'get -i LIST', asks: 'list' },
  { number: 6, title: 'download a list with threads', headless: 'get -i LIST --engine threads', asks: 'list' },
  { number: 7, title: 'clear zombies and orphans, table before and after', headless: 'report 7' },
  { number: 8, title: 'find duplicates', headless: 'scan DIR' },
  {
    number: 9,
    title: 'find duplicates with a pool of one worker a core, against serial',
    headless: 'compare scan DIR',
  },
  { number: 10, title: 'CPU and memory in use, with warnings', headless: 'report 10' },
  { number: 11, title: 'memory information', headless: 'report 11' },
  { number: 12, title: 'elapsed times: serial, threads and processes side by side', headless: 'compare scan DIR' },
  { number: 13, title: 'wait until memory is available', headless: 'report 13 SIZE', asks: 'size' },
];
