import { configureGlobal } from 'fast-check';

// The same cases each time, so that a red run is about the change and can be run again; `npm run soak` looks for new ones.
configureGlobal({ seed: Number(process.env.FORKFUL_SEED ?? 20_260_000) });
