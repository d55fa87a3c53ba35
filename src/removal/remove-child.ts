/** The entry of the remove child: carries plans out, and takes them back, for the screen. */
import { serve } from '../orchestrator/serve.ts';
import { removalJob } from './job.ts';

serve(removalJob());
