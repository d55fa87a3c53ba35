import { subscribe } from 'node:diagnostics_channel';
import type { ClientHttp2Stream } from 'node:http2';

/**
 * On HTTP/2, node ends a body also where the server took the stream back with NO_ERROR or CANCEL (RFC 9113, 6.4 and 8.1):
 * without a content-length half of a file would be a whole one. From the first call on such a stream fails.
 */
export function failResetStreams(): void {
  subscribe(streamCreated, watchCreated);
}

/** Of node:http2, for each stream of a client. */
const streamCreated = 'http2.client.stream.created';

function watchCreated(message: unknown): void {
  const { stream } = message as { readonly stream: ClientHttp2Stream };
  const push = stream.push.bind(stream);
  let ended = false;
  // What comes with the last frame is pushed while the stream is open; what its closing pushes is no end.
  stream.push = (chunk, encoding) => {
    if (chunk === null && stream.closed && !ended) {
      const error = new Error(`the server broke the body off (RST_STREAM, code ${stream.rstCode})`);
      // Node is still at closing it, and does not expect it to be gone.
      setImmediate(() => stream.destroy(error));
      return false;
    }
    ended ||= chunk === null;
    return push(chunk, encoding);
  };
}
