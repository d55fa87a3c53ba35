import { closeSync } from 'node:fs';
import type { Job } from '../orchestrator/types.ts';
import { act, type Bench } from './act.ts';
import { actEach, verdictOfDone } from './act-each.ts';
import { Digester } from './digest.ts';
import { Folders } from './folder.ts';
import { decodeOwnRemoval } from './intent.ts';
import { OwnChanges } from './own-changes.ts';
import type { Verdict } from './refusal.ts';

/** Intents as the journal holds them, and as it held them before they were handed over. */
export type ActTask = readonly string[];
export interface StopActing {
  readonly kind: 'stop';
}

/** Acts in a thread beside the one that has the journal. */
export async function actJob(): Promise<Job<ActTask, never, readonly Verdict[], StopActing>> {
  const bench: Bench = {
    folders: new Folders(),
    digester: await Digester.create(),
    ownChanges: new OwnChanges(),
    closeGone: closeSync,
  };
  let isStopped = false;
  const actAll = async (intents: ActTask): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    await actEach(
      intents.map((json) => () => ({ digest: act(decodeOwnRemoval(json), bench) })),
      () => isStopped,
      (done) => verdicts.push(verdictOfDone(done)),
    );
    return verdicts;
  };
  return {
    run: actAll,
    oneByOne: true,
    command() {
      isStopped = true;
    },
    close: () => bench.folders.close(),
  };
}
