/** Children killed at random during mixed work: `npm run soak -- orchestrator [KILLS] [SEED]`. */
import { formatElapsed } from '../../src/base/quantities.ts';
import { surviveKills } from '../orchestrator/random-kills.ts';

export async function run([kills = '200', seed = String(Date.now())]: string[]): Promise<void> {
  process.stdout.write(`${kills} kills, seed ${seed}\n`);
  const since = performance.now();
  const { tasks, begun, restarts } = await surviveKills({ kills: Number(kills), seed: Number(seed) });
  const took = formatElapsed(performance.now() - since);
  process.stdout.write(
    `${tasks} tasks, each done once and right; begun ${begun} times; ${restarts} restarts; ${took}\n`,
  );
}
