/** Tests on the running stack that the requests, answers and commands of docs/api.md are as that page shows them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventually, type RunningStack } from '../running-stack.ts';
import { stockline } from './operator.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'api.md'), 'utf8');
/** Its text and its commands, without other programs and what they print. */
const PROSE = PAGE.replaceAll(/^```(\w*)\n(.*?)^```$/gms, (_, kind, block) => (kind === 'sh' ? block : ''));
const MINUTES = 240_000;

/** What stands for something else on the page. */
type Filled = Readonly<Record<string, string>>;

/** Each GET of the page, and each query that is shown beside one in the table. */
function readsOf(filled: Filled): readonly string[] {
  const rows = PROSE.split('\n').flatMap((line) => {
    const paths = [...line.matchAll(/`GET (\/[^`]*)`/g)].map(([, path = '']) => path);
    const queries = [...line.matchAll(/`(\?[^`]+)`/g)].map(([, query = '']) => query);
    const [first = ''] = paths;
    return [...paths, ...queries.map((query) => `${first}${query}`)];
  });
  return rows.map((path) => fill(path, filled));
}

/** Each command of the page in order, without `npx stockline` and what is said of it. */
const COMMANDS = [...PROSE.matchAll(/npx stockline ([^`\n#]+)/g)].map(([, words = '']) => words.trim());

function fill(text: string, filled: Filled): string {
  return Object.entries(filled).reduce((said, [name, value]) => said.replaceAll(name, value), text);
}

async function heldUnits({ outputs, api }: RunningStack): Promise<string> {
  const id = `docs-${Date.now()}`;
  const body = JSON.stringify({ id, sku: 'DEMO-008', quantity: 1, ttlSeconds: 600 });
  const headers = { authorization: `Bearer ${outputs.api.token}` };
  expect((await fetch(`${outputs.api.url}/holds`, { method: 'POST', headers, body })).status).toBe(201);
  expect((await api(`/holds/${id}`)).status).toBe(200);
  return id;
}

export function examplesOfTheApi(stackOf: () => RunningStack): void {
  describe('the page on the API', () => {
    it(
      'shows requests that are answered',
      async () => {
        const { api, buy, outputs } = stackOf();
        const headers = { authorization: `Bearer ${outputs.api.token}` };
        const order = String((await buy('shopify', 'DEMO-008', 1)).body['id']);
        await eventually(async () => (await api(`/trace/shopify/${order}`)).status === 200);
        const filled = {
          ...{ '{sku}': 'DEMO-008', '{channel}': 'shopify', '{order}': order, '{id}': await heldUnits(stackOf()) },
          ...{ '?after=NEXT&': '?', SEQ: '0', 'limit=N': 'limit=2' },
          // The ledger of the tests is of today.
          '2026-11-24T18:00:00Z': new Date().toISOString(),
        };
        const reads = readsOf(filled);
        expect(reads.length).toBeGreaterThan(15);
        const answered: unknown[] = [];
        for (const path of reads) {
          answered.push([path, (await fetch(`${outputs.api.url}${path}`, { headers })).status]);
        }
        expect(answered).toEqual(reads.map((path) => [path, 200]));
      },
      MINUTES,
    );

    it('shows what is said of a request with wrong fields', async () => {
      const [, body = ''] = /`POST \/holds` with `([^`]+)` is answered 400/.exec(PAGE) ?? [];
      const [, said = ''] = /```json\n(.*?)```/s.exec(PAGE) ?? [];
      const { url, token } = stackOf().outputs.api;
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/holds`, { method: 'POST', headers, body });
      expect([answer.status, await answer.json()]).toEqual([400, JSON.parse(said)]);
    });

    it(
      'shows commands that do what it says, in its order',
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'stockline-docs-'));
        const file = join(folder, 'entries.jsonl');
        expect(COMMANDS.length).toBeGreaterThan(7);
        try {
          for (const line of COMMANDS) {
            const words = fill(line, { TIME: new Date().toISOString(), FILE: file }).split(/\s+/);
            const { code, stdout, stderr } = await stockline(stackOf(), words);
            expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' });
            if (line.startsWith('export entries')) {
              writeFileSync(file, stdout);
            }
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
      MINUTES,
    );
  });
}
