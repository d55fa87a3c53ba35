import { errorCode, Failure } from '../base/errors.ts';
import { libc } from '../base/libc.ts';
import { actDisplacing } from './act-displace.ts';
import { actTrash } from './act-trash.ts';
import type { Digester } from './digest.ts';
import type { Folders } from './folder.ts';
import type { RemovalIntent } from './intent.ts';
import type { OwnChanges } from './own-changes.ts';
import { type Verified, verified } from './verify.ts';

/** What an act needs at hand; each thread has its own. */
export interface Bench {
  readonly digester: Digester;
  readonly folders: Folders;
  readonly ownChanges: OwnChanges;
  /** Closes what has lost its last name. */
  readonly closeGone: (fd: number) => void;
}

/**
 * Verifies and does one journalled action.
 * @returns the digest of the content that stays
 * @throws Refusal, Stranded, Failure, system errors: not done
 */
export function act(intent: RemovalIntent, bench: Bench): string | undefined {
  // What goes to the trash stays whole, whoever writes to it; what is unlinked must not change meanwhile.
  const forGood = intent.kind !== 'trash';
  return verified(intent, { ...bench, forGood }, (proof) => {
    try {
      if (intent.kind === 'trash') actTrash(intent, proof, bench.ownChanges);
      else actDisplacing(intent, proof, bench.ownChanges);
    } catch (error) {
      throw explained(error, proof);
    }
    return proof.digest;
  });
}

/** EPERM says little; the usual reason can be asked for. */
function explained(error: unknown, { victim, survivor }: Verified): unknown {
  if (errorCode(error) !== 'EPERM' && errorCode((error as Error).cause) !== 'EPERM') return error;
  for (const file of [victim, survivor]) {
    if (libc()?.isImmutable(file.fd) !== true) continue;
    const which = file === victim ? 'it' : 'the file that should stay';
    return new Failure(`${which} is immutable or append-only (lsattr shows it, chattr changes it)`, { cause: error });
  }
  return error;
}
