import type { WorkerStatus } from '../orchestrator/types.ts';
import type { SystemSample } from '../system/types.ts';

/** What the sampler saw last, what it saw before (oldest first), and the state of our own workers. */
export interface MachineState {
  readonly sample: SystemSample | undefined;
  /** Percent of all cores. */
  readonly cpu: readonly number[];
  /** Bytes in use. */
  readonly memory: readonly number[];
  /** Bytes a second, of our own tree. */
  readonly diskRead: readonly number[];
  readonly diskWrite: readonly number[];
  /** Bytes a second that our downloads received. */
  readonly network: readonly number[];
  /** Bytes that they had received in all at the last sample. */
  readonly transferred: number;
  readonly workers: ReadonlyMap<string, WorkerStatus>;
}

/** Enough for two values a character on a wide terminal. */
const historyKept = 400;

export const unknownMachine: MachineState = {
  sample: undefined,
  cpu: [],
  memory: [],
  diskRead: [],
  diskWrite: [],
  network: [],
  transferred: 0,
  workers: new Map(),
};

/** @param transferred bytes that downloads have received so far; less than before where another folder was begun */
export function addSample(state: MachineState, sample: SystemSample, transferred: number): MachineState {
  const seconds = state.sample === undefined ? 0 : (sample.at - state.sample.at) / 1000;
  const received = Math.max(0, transferred - state.transferred);
  return {
    ...state,
    sample,
    cpu: keep(state.cpu, sample.cpu.total),
    memory: keep(state.memory, sample.memory.used),
    diskRead: keep(state.diskRead, sample.diskRead ?? 0),
    diskWrite: keep(state.diskWrite, sample.diskWrite ?? 0),
    network: keep(state.network, seconds > 0 ? received / seconds : 0),
    transferred,
  };
}

export function setWorker(state: MachineState, status: WorkerStatus): MachineState {
  return { ...state, workers: new Map(state.workers).set(status.name, status) };
}

function keep(values: readonly number[], value: number): readonly number[] {
  return [...values.slice(Math.max(0, values.length + 1 - historyKept)), value];
}
