import { plural } from '../base/quantities.ts';
import { type SignalOutcome, sendSignal } from '../orchestrator/signals.ts';
import type { StoreEvent } from '../store/events.ts';
import type { ProcessKey } from '../system/types.ts';

type LogEvent = Extract<StoreEvent, { kind: 'log' }>;

/** Sends a signal to each, in that order. What became of each is for the log, and of all together to be told. */
export function signalAll(
  processes: readonly ProcessKey[],
  signal: NodeJS.Signals,
  send: typeof sendSignal = sendSignal,
): LogEvent[] {
  const outcomes = processes.map((process) => ({ pid: process.pid, ...send(process, signal) }));
  const one = outcomes.length === 1;
  const lines = outcomes.map((outcome): LogEvent => {
    if (outcome.kind === 'refused') return line('error', outcome.reason);
    const words = { sent: `${signal} sent to ${outcome.pid}`, gone: `${outcome.pid} is gone already` };
    return line('info', words[outcome.kind], one);
  });
  return one ? lines : [...lines, line('info', sumUp(signal, outcomes), true)];
}

function sumUp(signal: NodeJS.Signals, outcomes: readonly SignalOutcome[]): string {
  const count = (kind: SignalOutcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const [gone, refused] = [count('gone'), count('refused')];
  return [
    `${signal} sent to ${plural(count('sent'), 'process', 'processes')}`,
    ...(gone > 0 ? [`${gone} gone already`] : []),
    ...(refused > 0 ? [`${refused} refused: see the log`] : []),
  ].join(', ');
}

function line(level: LogEvent['level'], text: string, told = false): LogEvent {
  return { kind: 'log', level, source: 'signal', text, at: Date.now(), told };
}
