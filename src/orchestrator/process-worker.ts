/** The `processes` engine: a forked child that talks over its IPC channel. */
import type { ChildProcess } from 'node:child_process';
import { errorCode, reasonOf } from '../base/errors.ts';
import { forkChild } from './fork-child.ts';
import { takeAhead } from './head-start.ts';
import { forEachLine } from './lines.ts';
import type { Frame } from './protocol.ts';
import type { Worker, WorkerExit, WorkerListeners, WorkerSpec } from './worker.ts';

/** How long after its exit the channel and the pipes of a child may take to deliver what is left in them. */
const lastWordsMs = 250;
/** The line that tells what was wrong, among the source and the stack that node prints around it. */
const errorLine = /^(?:[A-Z]\w*Error\b|Error\b|FATAL ERROR)/;
/** Signals that a process does not get by a fault of its own, as it does SIGSEGV or SIGABRT. */
const fromOutside: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
] as const);
const shortages = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

export function startProcessWorker<Outbound, Inbound>(
  spec: WorkerSpec,
  listeners: WorkerListeners<Inbound>,
): Worker<Outbound> {
  try {
    return superviseChild(takeAhead(spec) ?? forkChild(spec), spec, listeners);
  } catch (error) {
    queueMicrotask(() => listeners.onExit(notStarted(error)));
    return { pid: undefined, write: () => true, terminate: () => {}, kill: () => {} };
  }
}

function superviseChild<Outbound, Inbound>(
  child: ChildProcess,
  spec: WorkerSpec,
  { onFrame, onLine, onExit }: WorkerListeners<Inbound>,
): Worker<Outbound> {
  let complaint = '';
  for (const stream of ['stdout', 'stderr'] as const) {
    // Not there when even the pipes could not be made (EMFILE).
    const pipe = child[stream];
    if (!pipe) continue;
    forEachLine(pipe, (text) => {
      if (stream === 'stderr' && errorLine.test(text)) complaint = text;
      onLine({ worker: spec.name, stream, text });
    });
  }
  child.on('message', (frame) => onFrame(frame as Frame<Inbound>));
  child.on('error', (error) => {
    if (child.pid === undefined) onExit(notStarted(error));
  });
  whenGone(child, (code, signal) => {
    const killed = signal !== null && fromOutside.has(signal);
    onExit({ reason: exitReason(code, signal, complaint), shortage: false, killed });
  });
  return {
    pid: child.pid,
    write: (frame, written) => child.send(frame, undefined, undefined, () => written()),
    terminate: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** A result may still be in the channel, and the reason in stderr, when the exit is already known. */
function whenGone(child: ChildProcess, gone: (code: number | null, signal: NodeJS.Signals | null) => void): void {
  child.once('exit', (code, signal) => {
    let awaited = child.connected ? 2 : 1;
    const finish = () => {
      clearTimeout(patience);
      awaited = -1;
      child.removeAllListeners('message');
      gone(code, signal);
    };
    const patience = setTimeout(finish, lastWordsMs);
    const one = () => {
      awaited -= 1;
      if (awaited === 0) finish();
    };
    if (child.connected) child.once('disconnect', one);
    child.once('close', one);
  });
}

function exitReason(code: number | null, signal: NodeJS.Signals | null, complaint: string): string {
  const how = signal === null ? `exited with code ${code}` : `killed by ${signal}`;
  return complaint === '' ? how : `${how}: ${complaint}`;
}

function notStarted(error: unknown): WorkerExit {
  const code = errorCode(error);
  return { reason: `could not be started: ${reasonOf(error)} (${code})`, shortage: shortages.has(code) };
}
