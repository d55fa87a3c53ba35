import { describe, expect, it } from 'vitest';
import { allBindings, bindingFor, whyDead, worksIn } from '../../../src/ui/keymap/lookup.ts';
import { keysAsMarkdown } from '../../../src/ui/keymap/markdown.ts';
import { type PaneId, paneIds } from '../../../src/ui/layout.ts';
import type { Step } from '../../../src/ui/model/app.ts';
import { update } from '../../../src/ui/model/update.ts';
import { makeTheme } from '../../../src/ui/theme/theme.ts';
import { drawFooter } from '../../../src/ui/view/footer.ts';
import { makeApp } from '../../support/sample-app.ts';

const press = (app: ReturnType<typeof makeApp>, key: string): Step => {
  const { revision } = app.state.duplicates;
  const step = update(app, { kind: 'key', key, text: key.length === 1 ? key : '' });
  // What changes in the table of duplicates is a result too.
  return app.state.duplicates.revision === revision ? step : { ui: app.ui, ...step };
};

describe.each(paneIds)('in %s', (focus) => {
  it('no key is dead: each acts, or says why it cannot', () => {
    for (const key of allBindings().flatMap(({ keys }) => keys)) {
      const step = press(makeApp({ focus }), key);
      const acts = step.ui !== undefined || (step.effects?.length ?? 0) > 0 || (step.say ?? '') !== '';
      expect(acts, `${key} in ${focus}`).toBe(true);
    }
  });

  it.each([
    ['the view of folders', { duplicateView: 'folders' }],
    ['the view of pairs', { duplicateView: 'pairs' }],
    ['a preview open', { preview: { show: 'pair', top: 0 } }],
    ['a preview open, and zoomed', { preview: { show: 'file', top: 0 }, zoomed: true }],
  ] as const)('no key is dead with %s', (_name, ui) => {
    for (const key of allBindings().flatMap(({ keys }) => keys)) {
      const step = press(makeApp({ focus, ui }), key);
      const acts = step.ui !== undefined || (step.effects?.length ?? 0) > 0 || (step.say ?? '') !== '';
      expect(acts, `${key} in ${focus}`).toBe(true);
    }
  });

  it('no two keys of the same rank share a name', () => {
    const rank = (where: unknown): string => (typeof where === 'string' ? where : 'pane');
    const seen = new Set<string>();
    for (const { keys, where } of allBindings().filter((binding) => worksIn(binding, focus))) {
      for (const key of keys) {
        expect(seen.has(`${rank(where)} ${key}`), key).toBe(false);
        seen.add(`${rank(where)} ${key}`);
      }
    }
  });

  it('every hint of the footer names a key that is this command here', () => {
    for (const binding of allBindings().filter((each) => each.hint !== undefined && worksIn(each, focus))) {
      // In Processes k opens the signals; the rows are gone through with the arrows.
      const works = binding.keys.filter((key) => bindingFor(key, focus)?.command === binding.command);
      expect(works, binding.command).not.toEqual([]);
    }
  });
});

it('the footer of Processes does not offer k for a move', () => {
  const theme = makeTheme({ name: 'none', depth: 1, ascii: false });
  const footer = (focus: PaneId): string => drawFooter(makeApp({ focus }), theme).replace(/\x1b\[[0-9;]*m/g, '');
  expect(footer('duplicates')).toContain('j/k move');
  expect(footer('processes')).toContain('k signal');
  expect(footer('processes')).toContain('↓/↑ move');
});

it('a key of another pane says where it works', () => {
  expect(whyDead('d', 'downloads')).toBe('d (put what is marked (or the row) in the trash) works in Duplicates (3)');
  expect(whyDead('j', 'system')).toBe('j: System is no list');
  expect(whyDead('y', 'duplicates')).toBe('y does nothing · ? shows all keys');
});

it('the list for the README holds every key', () => {
  const markdown = keysAsMarkdown();
  for (const { about } of allBindings()) expect(markdown).toContain(about);
  expect(markdown).toContain('| `d` `Del` | put what is marked (or the row) in the trash |');
});
