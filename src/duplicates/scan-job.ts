import type { Job } from '../orchestrator/types.ts';
import { Pause } from './pause.ts';
import { scan } from './scan.ts';
import type { ScanEvent, ScanOptions, ScanSummary } from './types.ts';

export interface ScanCommand {
  readonly kind: 'pause';
  readonly paused: boolean;
}

const pause = new Pause();

/** A whole scan in a child of its own: the screen's process neither walks nor hashes. */
export const scanJob: Job<ScanOptions, ScanEvent, ScanSummary, ScanCommand> = {
  run: (options, context) => scan(options, { onEvent: (event) => context.emit(event), signal: context.signal, pause }),
  command: ({ paused }) => pause.set(paused),
};
