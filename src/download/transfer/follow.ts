import { isUtf8 } from 'node:buffer';
import { makeVisible } from '../../base/visible.ts';
import { TransferFailure } from '../failure.ts';
import { type HeaderList, headerOf } from '../headers.ts';
import { type Answer, type BodyReader, exchange } from './exchange.ts';
import type { Way } from './way.ts';

export interface FollowRequest {
  readonly url: string;
  /** Names in lower case. Sent at every hop, unless a private one takes its place: nothing that tells who asks. */
  readonly headers: HeaderList;
  /** Custom headers and credentials: dropped for good when the origin changes (CVE-2023-45143). */
  readonly privateHeaders: HeaderList;
  readonly timeoutMs: number;
}

/** As many as browsers follow. */
const mostRedirects = 20;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** One request and the redirects that it meets; the reader sees the last answer only. */
export async function follow(way: Way, request: FollowRequest, reader: BodyReader): Promise<Answer> {
  const first = new URL(request.url);
  let url = first;
  let trusted = true;
  const watched: BodyReader = {
    asked: (stop) => reader.asked?.(stop),
    begin: (answer) => !redirects.has(answer.status) && reader.begin(answer),
    data: (chunk) => reader.data(chunk),
  };
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    trusted &&= url.origin === first.origin;
    const credentials = way.credentials(url, first);
    const headers = merged(request.headers, trusted ? request.privateHeaders : []);
    if (credentials !== undefined && !headers.some(([name]) => name === 'authorization')) {
      headers.push(['authorization', credentials]);
    }
    const { timeoutMs } = request;
    const lent = way.lend(url);
    const line = lent instanceof Promise ? await lent : lent;
    let answer: Answer;
    try {
      answer = await exchange(line, { url, headers, timeoutMs }, watched);
    } finally {
      line.giveBack();
    }
    if (!redirects.has(answer.status)) return answer;
    url = nextUrl(answer);
  }
  throw new TransferFailure(`more than ${mostRedirects} redirects`, 'never');
}

/** What a person gives takes the place of what is sent by default: a User-Agent that came twice would be two in one. */
function merged(ours: HeaderList, given: HeaderList): (readonly [name: string, value: string])[] {
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  return [...ours.filter(([name]) => !names.has(name)), ...given];
}

function nextUrl(answer: Answer): URL {
  const { status } = answer;
  const location = headerOf(answer.headers, 'location');
  if (location === undefined) throw new TransferFailure(`a redirect (${status}) to nowhere`, 'never', { status });
  const bytes = Buffer.from(location, 'latin1');
  const next = URL.parse(isUtf8(bytes) ? bytes.toString('utf8') : location, answer.url);
  if (next === null) {
    throw new TransferFailure(`a redirect to what is no URL: "${makeVisible(location.slice(0, 80))}"`, 'never', {
      status,
    });
  }
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    throw new TransferFailure(`a redirect to the scheme ${next.protocol}, which is not followed`, 'never', { status });
  }
  return next;
}
