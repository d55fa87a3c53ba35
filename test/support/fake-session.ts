import type { Session } from '../../src/session/types.ts';
import type { StoreEvent } from '../../src/store/events.ts';

export type SessionCall = readonly [name: keyof Session, ...args: readonly unknown[]];

/** The screen's other side in a test: says what it is told to say, and remembers what it was asked for. */
export class FakeSession implements Session {
  readonly calls: SessionCall[] = [];
  readonly #unheard: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #react: (call: SessionCall, session: FakeSession) => void;
  busy = false;
  /** Whether URLs that it is given are any. */
  takes = true;

  /** @param react what the session does when it is asked for something */
  constructor(react: (call: SessionCall, session: FakeSession) => void = () => {}) {
    this.#react = react;
  }

  /** What is said before the screen listens is kept for it, as the real session does. */
  emit(...events: readonly StoreEvent[]): void {
    if (this.#listeners.size === 0) this.#unheard.push(...events);
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    for (const event of this.#unheard.splice(0)) listener(event);
    return () => this.#listeners.delete(listener);
  }

  addDownloads(text: string): boolean {
    this.#called('addDownloads', text);
    return this.takes;
  }

  pauseDownloads(paused: boolean): void {
    this.#called('pauseDownloads', paused);
  }

  retryDownload(id: number): void {
    this.#called('retryDownload', id);
  }

  retryFailed(): void {
    this.#called('retryFailed');
  }

  cancelDownload(id: number): void {
    this.#called('cancelDownload', id);
  }

  moveDownload(id: number, by: -1 | 1): void {
    this.#called('moveDownload', id, by);
  }

  rescan(): void {
    this.#called('rescan');
  }

  remove(...args: Parameters<Session['remove']>): void {
    this.#called('remove', ...args);
  }

  preview(...args: Parameters<Session['preview']>): void {
    this.#called('preview', ...args);
  }

  undo(): void {
    this.#called('undo');
  }

  signal(...args: Parameters<Session['signal']>): void {
    this.#called('signal', ...args);
  }

  cancelItem(): void {
    this.#called('cancelItem');
  }

  watchThreads(...args: Parameters<Session['watchThreads']>): void {
    this.#called('watchThreads', ...args);
  }

  watchProcesses(scope: 'own' | 'all'): void {
    this.#called('watchProcesses', scope);
  }

  runItem(...args: Parameters<Session['runItem']>): void {
    this.#called('runItem', ...args);
  }

  exportTimings(): void {
    this.#called('exportTimings');
  }

  async close(): Promise<void> {}

  #called(...call: SessionCall): void {
    this.calls.push(call);
    this.#react(call, this);
  }
}
