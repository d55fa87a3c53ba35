import { decode } from '../../src/ui/input/decode.ts';
import type { App } from '../../src/ui/model/app.ts';
import type { Effect } from '../../src/ui/model/effects.ts';
import { update } from '../../src/ui/model/update.ts';
import { type AppOptions, makeApp } from './sample-app.ts';

export interface Outcome {
  readonly app: App;
  readonly effects: readonly Effect[];
  readonly said: readonly string[];
}

/** What a row of keys and pastes leads to. */
export function type(input: string, options: AppOptions = {}): Outcome {
  let app = makeApp(options);
  const effects: Effect[] = [];
  const said: string[] = [];
  for (const event of decode(input).events) {
    const step = update(app, event);
    app = { ...app, ui: step.ui ?? app.ui };
    effects.push(...(step.effects ?? []));
    if (step.say !== undefined) said.push(step.say);
  }
  return { app, effects, said };
}
