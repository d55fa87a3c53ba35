import type { Channel, Line } from './line.ts';
import type { Network } from './network.ts';

/** Where requests go, and what may be said about who asks. */
export type Way = Pick<Network, 'lend' | 'credentials'>;

/** Over a channel, each as soon as it comes. */
export function wayOver(channel: Channel, network: Network): Way {
  return { credentials: (url, first) => network.credentials(url, first), lend: (url) => channel.lend(url) };
}

/**
 * Over a channel: the first request now, perhaps ahead; those that follow of its answer, a redirect or a second try, each
 * when it is its turn.
 */
export function wayInTurn(channel: Channel, network: Network, turn: () => Promise<void>): Way {
  const inTurn = async (url: URL): Promise<Line> => {
    await turn();
    return channel.lend(url);
  };
  let first = true;
  return {
    credentials: (url, first) => network.credentials(url, first),
    lend(url) {
      if (!first) return inTurn(url);
      first = false;
      return channel.lend(url);
    },
  };
}
