import { unreachable } from '../../base/errors.ts';
import { commands } from '../commands/index.ts';
import { moveTo } from '../commands/move.ts';
import type { InputEvent, MouseAction } from '../input/decode.ts';
import { bindingFor, whyDead } from '../keymap/lookup.ts';
import { holds, paneAt } from '../layout.ts';
import { type App, layoutOf, type Step } from './app.ts';
import { updateOverlay } from './overlay-keys.ts';
import { paste } from './paste.ts';
import { updateTyping } from './typing.ts';

/** One thing that came from the terminal in, the next state of the screen and what is to be done out. */
export function update(app: App, event: InputEvent): Step {
  switch (event.kind) {
    case 'key':
      return pressed(app, event);
    case 'paste':
      return isTooSmall(app) ? { say: 'too little room: nothing was pasted' } : paste(app, event.text);
    case 'paste-stalled':
      return { say: 'the paste stopped before its end: nothing of it is taken' };
    case 'mouse':
      return pointed(app, event);
    case 'background':
      return {};
    default:
      return unreachable(event);
  }
}

function pressed(app: App, { key, text }: Extract<InputEvent, { kind: 'key' }>): Step {
  const { ui } = app;
  // These two work whatever stands in front: nobody may be locked in.
  if (key === 'ctrl+c') return commands.interrupt(app);
  if (key === 'ctrl+z') return commands.suspend(app);
  // Nothing is done that cannot be seen, and no question is answered: only what view/too-small.ts names works.
  if (isTooSmall(app)) return key === 'q' ? { effects: [{ kind: 'quit', code: 0 }] } : {};
  if (ui.overlay !== undefined) return updateOverlay(app, ui.overlay, key, text);
  if (ui.typing !== undefined) return updateTyping(app, ui.typing, key, text);
  const binding = bindingFor(key, ui.focus);
  return binding === undefined ? { say: whyDead(key, ui.focus) } : commands[binding.command](app);
}

function isTooSmall({ ui }: App): boolean {
  return layoutOf(ui).kind === 'too-small';
}

const wheelRows = 3;

function scrollPreview(app: App, action: MouseAction): Step {
  const command = action === 'wheel-down' ? 'preview-down' : action === 'wheel-up' ? 'preview-up' : undefined;
  if (command === undefined) return {};
  let step: Step = {};
  for (let row = 0; row < wheelRows; row += 1) step = commands[command]({ ...app, ui: step.ui ?? app.ui });
  return step;
}

function pointed(app: App, event: Extract<InputEvent, { kind: 'mouse' }>): Step {
  const { action, column, row } = event;
  const { ui } = app;
  if (ui.overlay !== undefined || action === 'release' || action === 'other') return {};
  const layout = layoutOf(ui);
  if (layout.kind !== 'too-small' && layout.preview !== undefined && holds(layout.preview, column, row)) {
    return scrollPreview(app, action);
  }
  const area = paneAt(layout, column, row);
  if (area === undefined) return {};
  if (ui.typing !== undefined && area.pane !== ui.focus) {
    // A filter that is typed acts already, and stays; other text is not for a click to throw away.
    if (ui.typing.purpose !== 'filter' || action !== 'press') return { say: 'a text is being typed · Esc leaves it' };
    return pointed({ ...app, ui: { ...ui, typing: undefined } }, event);
  }
  const focused = { ...app, ui: ui.focus === area.pane ? ui : { ...ui, focus: area.pane, rangeFrom: undefined } };
  if (action === 'wheel-up') return moveTo(focused, (cursor) => cursor - wheelRows);
  if (action === 'wheel-down') return moveTo(focused, (cursor) => cursor + wheelRows);
  const line = row - area.top - 1;
  const inside = area.shape === 'box' && line >= 0 && line < area.height - 2;
  return inside ? moveTo(focused, () => ui.lists[area.pane].top + line) : { ui: focused.ui };
}
