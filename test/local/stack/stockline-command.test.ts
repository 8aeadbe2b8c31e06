import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { localAws } from '../../../local/stack/aws.ts';
import { runStockline } from '../../../local/stack/stockline-command.ts';

describe('the command line that npm start runs on its own stack', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockline-command-'));
    mkdirSync(join(folder, 'cli'));
    const script = 'console.log(process.env.STOCKLINE_EMULATOR_URL, ...process.argv.slice(2));';
    writeFileSync(join(folder, 'cli', 'stockline.js'), script);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gets the name of its run: the run has no outputs to be found by until it is ready', async () => {
    const aws = localAws('http://127.0.0.1:4999');
    const stopping = new AbortController().signal;
    const options = { projectFolder: folder, runFolder: folder, logFolder: folder, aws, stopping };
    const { code, output } = await runStockline(options, 'connect', ['connect', 'shopify']);
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: `${aws.endpoint} connect shopify --local` });
  });
});
