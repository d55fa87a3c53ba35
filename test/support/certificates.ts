import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  /** PEM. */
  readonly ca: string;
  /** Signs a certificate that is good for `names` (`DNS:localhost`, `IP:127.0.0.1`) for so many days from now. */
  sign(names: readonly string[], days?: number): Certificate;
  /** Its folder goes; to be called at the end. */
  remove(): void;
}

const keyKind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** False where no openssl is installed: then there is nothing to make certificates with. */
export const canSign = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A certificate authority that nobody knows, made for one file of tests; no key of it is ever kept. */
export function makeAuthority(): Authority {
  const dir = mkdtempSync(join(tmpdir(), 'forkful-test-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const subject = (name: string) => ['-subj', `/CN=${name}`];
  const isAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE'];
  openssl(
    'req',
    '-x509',
    ...keyKind,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    ...subject('forkful test'),
    ...isAuthority,
  );
  let count = 0;
  return {
    ca: readFileSync(join(dir, 'ca.pem'), 'utf8'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
    sign(names, days = 1) {
      count += 1;
      const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((ending) => `${count}.${ending}`);
      if (key === undefined || request === undefined || cert === undefined || extensions === undefined)
        throw new Error();
      writeFileSync(join(dir, extensions), `subjectAltName=${names.join(',')}\n`);
      openssl('req', ...keyKind, '-keyout', key, '-out', request, ...subject('server'));
      const from = ['-in', request, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', extensions];
      openssl('x509', '-req', ...from, '-days', String(days), '-out', cert);
      return { key: readFileSync(join(dir, key), 'utf8'), cert: readFileSync(join(dir, cert), 'utf8') };
    },
  };
}
