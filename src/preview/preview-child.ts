/** The entry of the preview child: decodes what may be hostile, so it is bound before it begins. */
import { boundMemory } from '../orchestrator/bound-memory.ts';
import { serve } from '../orchestrator/serve.ts';
import { previewJob } from './preview-job.ts';

/** Enough for the largest picture that is decoded, as JPEG or PNG: those are read row by row. */
const mostBytes = 1 << 30;

boundMemory(mostBytes);
serve(previewJob);
