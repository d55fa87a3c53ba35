import type { buildConnector } from 'undici';
import makeConnector from 'undici/lib/core/connect.js';
import { errorCode } from '../../base/errors.ts';
import { ReadRing } from './read-ring.ts';

/** Connections for undici. */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const secure = makeConnector(options);
  return withHonestResets((target, callback) => {
    const ring = target.protocol === 'http:' ? new ReadRing() : undefined;
    const connect = ring === undefined ? secure : makeConnector({ ...options, onread: ring.onread });
    connect(target, (...args) => {
      const [, socket] = args;
      if (socket) ring?.attach(socket);
      callback(...args);
    });
  });
}

/**
 * undici takes a reset for the end of a body that has no announced length, since macOS reports one after a whole body
 * too. A body that was cut off must not pass for a whole one: under another code the reset is an error again.
 */
export function withHonestResets(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) => {
    connect(target, (...args) => {
      const [, socket] = args;
      socket?.on('error', (error) => {
        if (errorCode(error) === 'ECONNRESET') Object.assign(error, { code: 'ECONNABORTED' });
      });
      callback(...args);
    });
  };
}
