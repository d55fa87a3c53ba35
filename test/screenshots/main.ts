/**
 * `npm run screenshots`: starts the built program on its demo in a real pseudo-terminal, walks through it, and writes each
 * screen as screenshots/NAME.svg and NAME.png, and the whole walk as screenshots/journey.svg, which moves.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { keys } from '../support/keys.ts';
import { type Pty, startPty } from '../support/pty.ts';
import { removeTree } from '../support/remove-tree.ts';
import type { Expectation } from '../support/screen.ts';
import { animate, type Frame } from './animation.ts';
import { darkScheme, lightScheme, type Scheme, screenAsSvg } from './svg.ts';

interface Shot {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly scheme?: Scheme;
  /** Holds a photo, which the few colours of a palette would spoil. */
  readonly photo?: boolean;
  /** Keys, and what they are to bring up. */
  readonly steps?: readonly (readonly [keys: string, seen: Expectation])[];
}

const complete: Expectation = (screen) =>
  /\b6[0-9] of 66|failed/.test(screen.text()) && /groups · /.test(screen.text());
/** Half blocks stand on the screen, or blanks on a colour, and the facts below them. */
const drawn: Expectation = (screen) => /▀{4}/.test(screen.text()) && /JPEG|PNG|WebP/.test(screen.text());
const none = { NO_COLOR: '1', COLORTERM: undefined };

const shots: readonly Shot[] = [
  { name: 'overview', columns: 120, rows: 40, steps: [['ja', 'marked']] },
  { name: 'overview-200x60', columns: 200, rows: 60, steps: [['ja', 'marked']] },
  { name: 'overview-80x24', columns: 80, rows: 24, steps: [['ja', 'marked']] },
  { name: 'overview-40x12', columns: 40, rows: 12, steps: [['ja', /✗ \d/]] },
  {
    name: 'light',
    columns: 120,
    rows: 40,
    flags: ['--theme', 'light'],
    scheme: lightScheme,
    steps: [['ja', 'marked']],
  },
  { name: 'no-colour', columns: 100, rows: 30, env: none, steps: [['ja', 'marked']] },
  { name: 'ascii', columns: 100, rows: 30, flags: ['--ascii'], steps: [['ja', 'marked']] },
  { name: 'confirm', columns: 100, rows: 30, steps: [['jad', 'Move ']] },
  { name: 'help', columns: 100, rows: 30, steps: [['?', 'Keys']] },
  { name: 'palette', columns: 100, rows: 30, steps: [[':mark', 'Commands']] },
  { name: 'processes', columns: 120, rows: 24, steps: [['1z', '●1 Processes']] },
  { name: 'signals', columns: 100, rows: 30, steps: [['1k', 'Signal to']] },
  { name: 'downloads', columns: 120, rows: 30, steps: [['2z', '●2 Downloads']] },
  { name: 'system', columns: 120, rows: 30, steps: [['4z', '●4 System']] },
  { name: 'log', columns: 120, rows: 24, steps: [['5z', '●5 Log']] },
  { name: 'filter', columns: 100, rows: 30, steps: [['/backup', '/backup']] },
  {
    name: 'folders',
    columns: 120,
    rows: 30,
    steps: [
      ['w2', 'folders'],
      ['jj ', 'marked'],
    ],
  },
  { name: 'contrast', columns: 100, rows: 30, flags: ['--theme', 'contrast'], steps: [['ja', 'marked']] },
  { name: 'preview', columns: 120, rows: 40, photo: true, steps: [['jjp', drawn]] },
  { name: 'preview-80x24', columns: 80, rows: 24, photo: true, steps: [['jjp', drawn]] },
  { name: 'preview-40x12', columns: 40, rows: 12, photo: true, steps: [['jjp', drawn]] },
  { name: 'preview-256', columns: 120, rows: 40, photo: true, env: { COLORTERM: undefined }, steps: [['jjp', drawn]] },
  { name: 'preview-ascii', columns: 120, rows: 40, flags: ['--ascii'], steps: [['jjp', 'JPEG']] },
  {
    name: 'compare',
    columns: 120,
    rows: 40,
    photo: true,
    steps: [
      ['jj ', 'marked'],
      ['kP', /same content/],
    ],
  },
];

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'screenshots');

async function withDemo(shot: Shot, work: (pty: Pty) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'forkful-shots-'));
  const pty = startPty({
    // By its name and a relative path: the pane of processes shows command lines.
    command: 'node',
    args: ['bin/forkful.js', '--demo', ...(shot.flags ?? [])],
    cwd: root,
    columns: shot.columns,
    rows: shot.rows,
    env: { HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, ...shot.env },
  });
  try {
    await pty.waitFor(/Duplicates/);
    await work(pty);
  } finally {
    pty.press(`${keys.escape}${keys.ctrl('c')}`);
    const ended = await Promise.race([pty.exited.then(() => true), pause(10_000).then(() => false)]);
    if (!ended) process.stderr.write(`${shot.name}: had to be killed\n`);
    await pty.close();
    removeTree(home);
  }
}

async function shoot(shot: Shot): Promise<void> {
  await withDemo(shot, async (pty) => {
    await pty.waitFor(complete, { timeoutMs: 8000 }).catch(() => {});
    // Some seconds of history for the curves.
    await pause(shot.name === 'system' ? 9000 : 6500);
    for (const [pressed, seen] of shot.steps ?? []) {
      pty.press(pressed);
      await pty.waitFor(seen);
      await settled(pty);
    }
    await save(shot, screenAsSvg(pty.screen, shot.scheme ?? darkScheme));
  });
}

async function save({ name, photo = false }: Shot, svg: string): Promise<void> {
  writeFileSync(join(folder, `${name}.svg`), svg);
  await sharp(Buffer.from(svg), { density: 108 })
    .png({ palette: !photo })
    .toFile(join(folder, `${name}.png`));
  process.stdout.write(`screenshots/${name}.svg, .png\n`);
}

/** Downloads arrive, a group is looked at, marked, put in the trash after a question, and brought back. */
async function journey(): Promise<void> {
  const frames: Frame[] = [];
  await withDemo({ name: 'journey', columns: 100, rows: 30 }, async (pty) => {
    const show = async (ms: number): Promise<void> => {
      await settled(pty);
      frames.push({ svg: screenAsSvg(pty.screen, darkScheme), ms });
    };
    const press = async (pressed: string, seen: Expectation, ms: number): Promise<void> => {
      pty.press(pressed);
      await pty.waitFor(seen);
      await show(ms);
    };
    for (let second = 0; second < 4; second += 1) {
      await pause(700);
      await show(700);
    }
    await press('j', /▌ ★/, 900);
    await press('j', '▌', 700);
    await press('p', drawn, 2000);
    await press('P', 'same content', 2200);
    await press(keys.escape, '1 Processes', 500);
    await press(' ', '1 marked', 900);
    await press(' ', 'marked', 900);
    await press('d', 'to the trash?', 2200);
    await press('y', 'gained', 2200);
    await press('u', 'brought back', 2200);
    await press('1k', 'Signal to', 1500);
    await press(keys.escape, '1 Processes', 700);
    await press('?', 'Keys', 1800);
  });
  writeFileSync(join(folder, 'journey.svg'), animate(frames));
  process.stdout.write('screenshots/journey.svg\n');
}

/** A frame may arrive in pieces: it stands when nothing more has come for a moment. */
async function settled({ screen }: Pty): Promise<void> {
  for (let length = -1; length !== screen.written.length; ) {
    length = screen.written.length;
    await pause(60);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const shot of shots) if (wanted.length === 0 || wanted.includes(shot.name)) await shoot(shot);
if (wanted.length === 0 || wanted.includes('journey')) await journey();
