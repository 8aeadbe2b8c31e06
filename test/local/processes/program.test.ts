import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lastLines, runProgram } from '../../../local/processes/program.ts';

describe('a command of the local run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockline-command-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const runNode = (script: string, stopping: AbortSignal) =>
    runProgram(process.execPath, ['-e', script], { env: {}, logPath: join(folder, 'logs', 'it.log'), stopping });

  it('gives its exit code and all it printed, and keeps that in its log', async () => {
    const script = `console.log('to output'); console.error('to error'); process.exit(7)`;
    const { code, output } = await runNode(script, new AbortController().signal);
    expect(code).toBe(7);
    expect(output).toContain('to output\n');
    expect(output).toContain('to error\n');
    expect(readFileSync(join(folder, 'logs', 'it.log'), 'utf8')).toBe(output);
  });

  it('is ended by the wish to stop, which is what the caller gets', async () => {
    const controller = new AbortController();
    const ended = runNode('setInterval(() => {}, 1000)', controller.signal);
    controller.abort(new Error('Ctrl-C'));
    await expect(ended).rejects.toThrow('Ctrl-C');
  });

  it('is not begun once the run is to stop', async () => {
    await expect(runNode('', AbortSignal.abort(new Error('Ctrl-C')))).rejects.toThrow('Ctrl-C');
  });
});

describe('the last lines of an output', () => {
  it('leave blank ones out', () => {
    expect(lastLines('one\n\ntwo\n \nthree\n\n', 2)).toBe('two\nthree');
  });
});
