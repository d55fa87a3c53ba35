/** What a submission can be rejected with besides the job's own error and the reason it was cancelled for. */

/** The task killed too many workers. */
export class TaskSetAside extends Error {
  override readonly name = 'TaskSetAside';
  /** Why each of them died, in order. */
  readonly deaths: readonly string[];

  constructor(deaths: readonly string[]) {
    const [last = 'unknown'] = deaths.slice(-1);
    super(
      `set aside: ${deaths.length === 1 ? 'a worker' : `${deaths.length} workers`} died of it, the last one ${last}`,
    );
    this.deaths = deaths;
  }
}

/** Workers died faster than the restart intensity allows, or none could be started. */
export class PoolFailed extends Error {
  override readonly name = 'PoolFailed';
}

/** The pool was closed before the task was done. */
export class PoolClosed extends Error {
  override readonly name = 'PoolClosed';

  constructor(pool: string) {
    super(`the ${pool} workers are stopped`);
  }
}
