/** A program for a pseudo-terminal: the real screen on a session of sample data. Arguments: a scene, then options. */
import { saveSnapshot } from '../../src/cli/save-snapshot.ts';
import { runScreen } from '../../src/ui/main.tsx';
import { FakeSession, type SessionCall } from './fake-session.ts';
import { download, progressEvent, sampleGroups, sampleSystem, scanned } from './sample-data.ts';

const [scene = 'calm', ...flags] = process.argv.slice(2);

function react([name, ...args]: SessionCall, session: FakeSession): void {
  if (name === 'remove') {
    const marked = args[1] as Parameters<FakeSession['remove']>[1];
    const outcomes = marked.flatMap(({ group, victims }) =>
      victims.map((victim) => ({
        kind: 'trash' as const,
        path: victim.path,
        survivor: group.files[0]?.path,
        bytes: group.size,
        result: 'done' as const,
        reason: undefined,
      })),
    );
    const bytes = outcomes.reduce((sum, outcome) => sum + outcome.bytes, 0);
    session.emit(
      { kind: 'removal-started', undo: false, actions: outcomes.length },
      { kind: 'removal', outcomes },
      {
        kind: 'removal-ended',
        undo: false,
        summary: { run: 'r', done: outcomes.length, planned: 0, skipped: 0, failed: 0, bytes },
      },
    );
  }
  if (name === 'pauseDownloads') session.emit({ kind: 'paused', paused: args[0] === true });
  if (name === 'signal') throw new Error('the session broke');
  if (name === 'undo') void Promise.reject(new Error('the promise broke'));
  if (name === 'retryFailed') process.exit(3);
}

const session = new FakeSession(react);
const timers: NodeJS.Timeout[] = [];

function start(): void {
  for (let tick = 0; tick < 200; tick += 1) session.emit({ kind: 'system', sample: sampleSystem(tick) });
  if (scene === 'broken') {
    const { cpu, ...rest } = sampleSystem(0);
    session.emit({ kind: 'system', sample: { ...rest, cpu: { ...cpu, cores: undefined as never } } });
  }
  session.emit({ kind: 'log', level: 'info', source: 'scan', text: 'reading with 4 workers', at: Date.now() });
  if (scene === 'many') session.emit(...scanned(sampleGroups(100_000, 9)));
  else session.emit(...scanned(sampleGroups(212)));
  if (scene === 'idle' || scene === 'many') return;
  for (let id = 1; id <= 60; id += 1) {
    session.emit(
      download({
        kind: 'queued',
        id,
        url: `http://127.0.0.1/IMG_${id}.jpg`,
        name: `IMG_${String(id).padStart(2, '0')}.jpg`,
      }),
    );
  }
  for (let id = 1; id <= 14; id += 1) {
    session.emit(
      download({
        kind: 'started',
        id,
        worker: 'fetch-1',
        name: `IMG_${String(id).padStart(2, '0')}.jpg`,
        total: 4e6,
        resumedFrom: 0,
      }),
    );
    if (id < 4) {
      session.emit(
        download({
          kind: 'done',
          id,
          url: '',
          path: `IMG_0${id}.jpg`,
          bytes: 4e6,
          hash: '',
          attempts: 1,
          ms: 1200,
          duplicateOf: id === 3 ? '2024/IMG_0231.jpg' : undefined,
        }),
      );
    } else if (id === 5)
      session.emit(download({ kind: 'failed', id, url: '', reason: '404 Not Found', status: 404, attempts: 1 }));
    else if (id === 6) {
      session.emit(
        download({ kind: 'waiting', id, at: Date.now() + 12_000, reason: '429 Too Many Requests', attempt: 2 }),
      );
    } else session.emit(download({ kind: 'progress', id, received: id * 270_000, total: 4e6, rate: 2.1e6 + id * 1e5 }));
  }
  if (scene === 'busy') work();
}

function work(): void {
  const began = Date.now();
  session.emit({ kind: 'scan-started', roots: ['/home/eva/Pictures'] });
  session.emit({ kind: 'scan', event: { kind: 'groups', groups: sampleGroups(212) } });
  timers.push(
    setInterval(() => {
      const doneBytes = Math.min(1.9e11, (Date.now() - began) * 423_000);
      session.emit(progressEvent({ doneBytes, totalBytes: 1.9e11 }));
    }, 10),
  );
}

setImmediate(start);
if (flags.includes('--tick')) {
  let tick = 200;
  timers.push(
    setInterval(() => {
      session.emit({ kind: 'system', sample: sampleSystem(tick) });
      tick += 1;
    }, 1000),
  );
}

const theme = flags.find((flag) => flag.startsWith('--theme='))?.slice(8);
const code = await runScreen({
  open: async () => session,
  saveSnapshot,
  options: {
    folder: '~/Pictures',
    noDelete: flags.includes('--no-delete'),
    ascii: flags.includes('--ascii'),
    theme: theme === 'light' || theme === 'none' || theme === 'contrast' ? theme : 'dark',
    mouse: !flags.includes('--no-mouse'),
    fps: 10,
  },
});
for (const timer of timers) clearInterval(timer);
process.exitCode = code;
