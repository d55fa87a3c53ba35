import { configureGlobal } from 'fast-check';

const { FORKFUL_SEED: seed } = process.env;

// The same cases each time, so that a red run is about the change and can be run again; `npm run soak` looks for new ones,
// and for longer ones.
configureGlobal(seed === undefined ? { seed: 20_260_000 } : { seed: Number(seed), baseSize: 'large' });
