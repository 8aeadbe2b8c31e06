/** Tests on the running stack that the example of the typed client says what docs/api.md says. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { RunningStack } from '../running-stack.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const MINUTES = 120_000;

/** With 100 units, as the page says. */
const SKU = 'DEMO-009';

export function typedClient(stackOf: () => RunningStack): void {
  describe('the typed client', () => {
    it(
      'goes through the life of a hold, as docs/api.md says',
      async () => {
        const { url, token } = stackOf().outputs.api;
        const { stdout } = await promisify(execFile)(process.execPath, ['clients/typescript/examples/run.ts', SKU], {
          cwd: PROJECT,
          env: { ...process.env, STOCKLINE_URL: url, STOCKLINE_TOKEN: token },
        });
        const page = readFileSync(join(PROJECT, 'docs', 'api.md'), 'utf8');
        expect(stdout).toBe(/```text\n(.*?)```/s.exec(page)?.[1]);
      },
      MINUTES,
    );
  });
}
