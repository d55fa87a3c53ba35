import type { buildConnector } from 'undici';
import makeConnector from 'undici/lib/core/connect.js';
import { errorCode } from '../../base/errors.ts';

/**
 * undici takes a reset for the end of a body that has no announced length, since macOS reports one after a whole body
 * too. A body that was cut off must not pass for a whole one: under another code the reset is an error again.
 */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = makeConnector(options);
  return (target, callback) =>
    connect(target, (...args) => {
      args[1]?.on('error', (error) => {
        if (errorCode(error) === 'ECONNRESET') Object.assign(error, { code: 'ECONNABORTED' });
      });
      callback(...args);
    });
}
