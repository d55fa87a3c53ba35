import { errorCode, reasonOf } from '../base/errors.ts';
import { makeVisible } from '../base/visible.ts';

/**
 * What to do about a failure: `later`, try again after a while; `never`, the answer would be the same; `halt`, what is
 * wrong is on this side and every other transfer would meet it too; `folder`, every other into the same folder would.
 */
export type RetryAdvice = 'later' | 'never' | 'halt' | 'folder';

interface FailureDetails {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly unfit?: boolean;
  readonly cause?: unknown;
}

export class TransferFailure extends Error {
  override readonly name = 'TransferFailure';
  readonly retry: RetryAdvice;
  readonly status: number | undefined;
  /** The server asked for so much time, for the whole host. */
  readonly retryAfterMs: number | undefined;
  /** The bytes that are here are not what was asked for: no later try goes on from them. */
  readonly unfit: boolean;

  constructor(reason: string, retry: RetryAdvice, details: FailureDetails = {}) {
    super(reason, { cause: details.cause });
    this.retry = retry;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.unfit = details.unfit === true;
  }
}

/** Statuses that may pass: time-outs, too early, too many requests, and what the server blames on itself. */
export function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Too many files are open, here or on the whole system. */
export function isShortage(code: string): boolean {
  return code === 'EMFILE' || code === 'ENFILE';
}

const ofTheFolder = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EIO', 'ESTALE']);

/** Of a system call on the target folder or a file in it. */
export function diskFailure(error: unknown, dir: string): TransferFailure {
  const code = errorCode(error);
  const reason = code === 'ENOENT' ? 'the folder is gone' : reasonOf(error);
  const retry = isShortage(code) ? 'halt' : ofTheFolder.has(code) ? 'folder' : 'later';
  return new TransferFailure(`${makeVisible(dir)}: ${reason}`, retry, { cause: error });
}

const networkWords: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be resolved now',
  ECONNREFUSED: 'the host refused the connection',
  ECONNRESET: 'the connection was reset',
  ECONNABORTED: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no byte came for too long',
  UND_ERR_SOCKET: 'the connection was closed before the end',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body has not the length that was announced',
  UND_ERR_HEADERS_OVERFLOW: 'the header of the answer is too large',
  EMFILE: 'too many open files (raise ulimit -n)',
};

const hopeless =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID_ARG|ERR_INVALID_)/;

/** In undici's words. */
const tunnelRefused = /^Proxy response \((\d+)\)/;

/** Of the connection or of the protocol: anything that undici or the socket reports. */
export function networkFailure(error: unknown): TransferFailure {
  const code = deepestCode(error);
  const message = error instanceof Error ? error.message : String(error);
  const tls = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code);
  const [, refusal] = tunnelRefused.exec(message) ?? [];
  const words = tls
    ? `the certificate or the TLS connection is not right: ${message}`
    : refusal !== undefined
      ? `the proxy refused with ${refusal}${refusal === '407' ? ': it wants a login, http://user:password@host:port' : ''}`
      : (networkWords[code] ?? message);
  const isHopeless = hopeless.test(code) || refusal === '407';
  // What this side lacks, every other transfer would lack too.
  const retry = isHopeless ? 'never' : isShortage(code) ? 'halt' : 'later';
  return new TransferFailure(makeVisible(words), retry, { cause: error });
}

/** Connecting to several addresses fails with an AggregateError; what the socket said is below undici's own error. */
function deepestCode(error: unknown): string {
  const code = errorCode(error);
  if (code !== 'UNKNOWN' && code !== 'UND_ERR_SOCKET') return code;
  const nested = error instanceof AggregateError ? error.errors[0] : error instanceof Error ? error.cause : undefined;
  const deeper = nested === undefined ? 'UNKNOWN' : deepestCode(nested);
  return deeper === 'UNKNOWN' ? code : deeper;
}
