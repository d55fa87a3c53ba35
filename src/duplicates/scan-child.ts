import { getPriority, setPriority } from 'node:os';
import { serve } from '../orchestrator/serve.ts';
import { scanJob } from './scan-job.ts';

// This child works for a screen, with every core that there is: somebody who presses a key must not wait behind it. Its
// threads and children inherit the niceness; alone on the machine it costs them nothing.
const niceness = 5;
if (getPriority() < niceness) setPriority(niceness);

serve(scanJob);
