/** The entry of the preview child: decodes what may be hostile, so it is bound before it begins. */
import { boundMemory } from '../orchestrator/bound-memory.ts';
import { serve } from '../orchestrator/serve.ts';
import { previewJob } from './preview-job.ts';

/**
 * Enough for the largest picture that is decoded, as long as its format can be read row by row. Half a gigabyte of it is
 * what node sets aside, and never fills, for the thread that watches the parent.
 */
const mostBytes = 1280 * 2 ** 20;

boundMemory(mostBytes);
serve(previewJob);
