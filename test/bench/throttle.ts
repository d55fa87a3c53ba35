import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';

export interface Throttle {
  readonly origin: string;
  stop(): Promise<void>;
}

/** @param origin of a server on loopback, which is as if far away under the new one (throttle-proxy.ts) */
export async function startThrottle(origin: string): Promise<Throttle> {
  const script = fileURLToPath(new URL('./throttle-proxy.ts', import.meta.url));
  const proxy = spawn(process.execPath, [script, new URL(origin).port], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(proxy.stdout, 'data');
  return {
    origin: `http://127.0.0.1:${String(line).trim()}`,
    async stop() {
      const exit = once(proxy, 'exit');
      proxy.kill('SIGTERM');
      await exit;
    },
  };
}

/** Milliseconds from a request to its answer, on a connection that is open already: the best of several. */
export async function answerTime(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 8; tries += 1) {
    const began = performance.now();
    const request = get(url, { agent, method: 'HEAD' });
    const [response] = await once(request, 'response');
    if (tries > 0) best = Math.min(best, performance.now() - began);
    response.resume();
    await once(response, 'end');
  }
  agent.destroy();
  return best;
}
