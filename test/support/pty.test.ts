import { expect, it } from 'vitest';
import { keys } from './keys.ts';
import { testPty } from './test-pty.ts';

const echo = `
  process.stdin.setRawMode(true);
  process.stdin.on('data', (data) => {
    if (data.toString() === 'q') process.exit(7);
    process.stdout.write('\\x1b[1;31mgot ' + JSON.stringify(data.toString()) + '\\x1b[0m\\r\\n');
  });
  process.stdout.on('resize', () => process.stdout.write('size ' + process.stdout.columns + '\\r\\n'));
  process.stdout.write('ready\\r\\n');
`;

it('drives a program: keys, colours, size, exit code', async () => {
  const pty = testPty({ args: ['-e', echo], columns: 60, rows: 10 });
  await pty.waitFor('ready');
  pty.press(keys.up);
  await pty.waitFor('got "\\u001b[A"');
  const cell = pty.screen.cells(pty.screen.rowOf('got'))[0];
  expect(cell).toMatchObject({ text: 'g', bold: true, foreground: 1 });
  pty.resize(44, 8);
  await pty.waitFor('size 44');
  pty.press('q');
  expect(await pty.exited).toEqual({ code: 7, signal: undefined });
});

it('tells the signal that ended a program', async () => {
  const pty = testPty({ args: ['-e', echo] });
  await pty.waitFor('ready');
  pty.signal('SIGTERM');
  expect(await pty.exited).toEqual({ code: 143, signal: 15 });
});
