import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quarters } from '../support/pictures.ts';
import { startProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

async function preview(cwd: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await startProgram(['preview', ...args], { cwd }).finished;
  return { code, text: stdout.toString(), lines: stdout.toString().split('\n'), stderr };
}

describe('forkful preview', () => {
  it('draws a picture and its facts, in plain characters where nobody looks at colours', async () => {
    const dir = tempDir();
    await (await quarters(400, 200)).png().toFile(join(dir, 'picture.png'));
    const { code, text, lines, stderr } = await preview(dir, 'picture.png', '--size', '60x20');
    expect([code, stderr]).toEqual([0, '']);
    expect(text).not.toContain('\x1b');
    expect(lines[0]).toBe(' picture.png');
    expect(text).toContain('PNG · 400 × 200 · 0.1 MP');
    expect(text).toMatch(/@{20,}/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines.length).toBeLessThanOrEqual(21);
  });

  it('gives the facts to a program, and where two files first differ', async () => {
    const dir = tempDir();
    await (await quarters(40, 20)).png().toFile(join(dir, 'a.png'));
    writeFileSync(join(dir, 'b.txt'), 'hello\n');
    const { code, text } = await preview(dir, 'a.png', 'b.txt', '--json');
    expect(code).toBe(0);
    const facts = JSON.parse(text);
    expect(facts).toMatchObject({
      version: 1,
      files: [
        { path: 'a.png', kind: 'picture', format: 'PNG', width: 40, height: 20 },
        { path: 'b.txt', kind: 'text', format: 'text, UTF-8', size: 6 },
      ],
      comparison: { kind: 'differs', at: 0 },
    });
  });

  it('puts two files side by side', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a'), 'one\ntwo\nthree\n');
    writeFileSync(join(dir, 'b'), 'one\nTWO\nthree\n');
    const { text } = await preview(dir, 'a', 'b', '--size', '100x20');
    expect(text).toMatch(/ 2 .two +2 .TWO/);
    expect(text).toContain('first difference at byte 5, in line 2');
  });

  it('fails, with the reason, for what cannot be looked at; the other is still shown', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a'), 'one\n');
    const { code, text, stderr } = await preview(dir, 'a', 'gone');
    expect(code).toBe(1);
    expect(stderr).toBe('forkful: gone: no such file or folder\n');
    expect(text).toContain('one');
  });

  it('is used wrongly with a size that is none, and with three files', async () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'folder'));
    expect((await preview(dir, 'folder', '--size', 'large')).code).toBe(2);
    expect((await preview(dir, 'a', 'b', 'c')).code).toBe(2);
    expect((await preview(dir, 'folder')).text).toContain('folder · 0 entries');
  });
});
