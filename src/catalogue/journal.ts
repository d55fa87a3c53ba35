/**
 * The journal of removals in the catalogue. Every write is one transaction that is on the disk when the call returns:
 * first what is about to be done, then what became of it. A row that still says `intended` when its process is gone tells
 * the next run what to look after.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ActionKind, RunRecord } from '../removal/types.ts';
import { type CatalogueOptions, openCatalogue, transaction } from './open.ts';

export type ActionState = 'intended' | 'done' | 'skipped' | 'failed' | 'undone';

export interface NewAction {
  readonly seq: number;
  readonly kind: ActionKind | 'restore';
  readonly bytes: number;
  /** Encoded by the room that acts. */
  readonly intent: string;
}

export interface ActionRow extends NewAction {
  readonly run: string;
  readonly state: ActionState;
  /** Of the content that the survivor kept. */
  readonly digest: string | undefined;
  readonly reason: string | undefined;
}

export interface StateChange {
  readonly run: string;
  readonly seq: number;
  readonly state: ActionState;
  readonly digest?: string | undefined;
  readonly reason?: string | undefined;
}

export class Journal {
  readonly #database: DatabaseSync;
  readonly #insertAction: StatementSync;
  readonly #changeState: StatementSync;

  constructor(options: Omit<CatalogueOptions, 'durability'> = {}) {
    this.#database = openCatalogue({ ...options, durability: 'full' });
    this.#insertAction = this.#database.prepare(
      "INSERT INTO journal_actions (run, seq, kind, bytes, state, intent) VALUES (?, ?, ?, ?, 'intended', ?)",
    );
    this.#changeState = this.#database.prepare(
      'UPDATE journal_actions SET state = ?, digest = coalesce(?, digest), reason = ? WHERE run = ? AND seq = ?',
    );
  }

  /** Looks at where the run's actions will be written, so that damage there is met before anything is done. */
  begin(run: string, kind: RunRecord['kind'], startedAt: number): void {
    this.#database.prepare('SELECT max(rowid) FROM journal_actions').get();
    this.action(run, 0);
    this.#database
      .prepare('INSERT INTO journal_runs (run, kind, started_at) VALUES (?, ?, ?)')
      .run(run, kind, startedAt);
  }

  /** What became of the last actions, and what comes next, in one synced step. */
  write(changes: readonly StateChange[], run: string, intended: readonly NewAction[]): void {
    if (changes.length === 0 && intended.length === 0) return;
    transaction(this.#database, () => {
      for (const { run, seq, state, digest, reason } of changes) {
        this.#changeState.run(state, digest ?? null, reason ?? null, run, seq);
      }
      for (const { seq, kind, bytes, intent } of intended) this.#insertAction.run(run, seq, kind, bytes, intent);
    });
  }

  end(run: string): void {
    this.#database.prepare('UPDATE journal_runs SET ended = 1 WHERE run = ?').run(run);
  }

  /** Actions that were begun, or about to be, when their process ended; oldest first. */
  unfinished(): readonly ActionRow[] {
    return this.#select("state = 'intended'", 'run, seq');
  }

  /** Looks first: what is only read needs no lock, and no room on the disk. */
  endAll(): void {
    if (this.#database.prepare('SELECT 1 FROM journal_runs WHERE ended = 0 LIMIT 1').get() === undefined) return;
    this.#database.exec('UPDATE journal_runs SET ended = 1 WHERE ended = 0');
  }

  /** The actions of a run that can be taken back, last first. */
  undoable(run: string): readonly ActionRow[] {
    return this.#select("run = ? AND state = 'done' AND kind != 'restore'", 'seq DESC', run);
  }

  action(run: string, seq: number): ActionRow | undefined {
    return this.#select('run = ? AND seq = ?', 'seq', run, seq)[0];
  }

  /** Every action of a run, whatever became of it; first first. */
  actions(run: string): readonly ActionRow[] {
    return this.#select('run = ?', 'seq', run);
  }

  /** Newest first. */
  runs(): readonly RunRecord[] {
    const rows = this.#database
      .prepare(
        `SELECT r.run, r.kind, r.started_at,
           count(a.seq) FILTER (WHERE a.state IN ('done', 'undone')) AS actions,
           coalesce(sum(a.bytes) FILTER (WHERE a.state IN ('done', 'undone')), 0) AS bytes,
           count(a.seq) FILTER (WHERE a.state = 'done' AND a.kind != 'restore') AS undoable
         FROM journal_runs r LEFT JOIN journal_actions a USING (run)
         GROUP BY r.run ORDER BY r.started_at DESC, r.run DESC`,
      )
      .all();
    return rows.map((row) => ({
      run: String(row.run),
      startedAt: Number(row.started_at),
      kind: row.kind === 'undo' ? 'undo' : 'apply',
      actions: Number(row.actions),
      bytes: Number(row.bytes),
      undoable: Number(row.undoable),
    }));
  }

  /** May be called again. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #select(where: string, order: string, ...values: (string | number)[]): readonly ActionRow[] {
    const rows = this.#database
      .prepare(`SELECT * FROM journal_actions WHERE ${where} ORDER BY ${order}`)
      .all(...values);
    return rows.map((row) => ({
      run: String(row.run),
      seq: Number(row.seq),
      kind: String(row.kind) as ActionRow['kind'],
      bytes: Number(row.bytes),
      state: String(row.state) as ActionState,
      intent: String(row.intent),
      digest: row.digest === null ? undefined : String(row.digest),
      reason: row.reason === null ? undefined : String(row.reason),
    }));
  }
}
