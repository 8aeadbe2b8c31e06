/** The guards of the page, its sessions and its lists. */
import type { Guard } from '../../guard.ts';

const SESSION = { file: 'functions/wiring/api/session.ts', tests: ['test/functions/wiring/api/session'] } as const;
const LOGIN = { file: 'functions/wiring/page/login.ts', tests: ['test/functions/wiring/page/login'] } as const;
const BENCH_TABLE = ['test/bench/aws/dynamodb/dynamodb'] as const;
const DIFFERING = {
  file: 'shared/usecases/reconciling/count-differing.ts',
  tests: ['test/shared/usecases/reconciling/count-differing'],
} as const;
const LIST = {
  file: 'shared/usecases/reading/list-stock.ts',
  tests: ['test/shared/usecases/reading/list-stock'],
} as const;

export const PAGE_GUARDS: readonly Guard[] = [
  {
    guard: 'A session is signed with the API’s token',
    ...SESSION,
    search: 'return isSameToken(signed, signature(await readToken(readSecret, secret), Number(end)));',
    replace: 'return signed.length > 0 && (await readToken(readSecret, secret)).length > 0;',
  },
  {
    guard: 'A session ends',
    ...SESSION,
    search: ' || Number(end) * 1_000 <= now()',
    replace: '',
  },
  {
    guard: 'A session only reads',
    ...SESSION,
    search: "event.requestContext.http.method !== 'GET' || ",
    replace: '',
  },
  {
    guard: 'No script reads the cookie of a session, and no other site’s request carries it',
    ...SESSION,
    search: 'HttpOnly; SameSite=Strict${secure}',
    replace: '${secure}',
  },
  {
    guard: 'A wrong token is answered later than the one before',
    ...LOGIN,
    search: 'FIRST_WAIT_MS * 2 ** wrong',
    replace: '0',
  },
  {
    guard: 'The page runs nothing but what comes from its own address',
    file: 'functions/wiring/page/page-files.ts',
    search: '"default-src \'none\'",',
    replace: '',
    tests: ['test/functions/wiring/page/page-files'],
  },
  {
    guard: 'What has not changed is not sent again',
    file: 'functions/wiring/api/conditional.ts',
    search: "return tags.includes(etag) || tags.includes('*');",
    replace: 'return false;',
    tests: ['test/functions/wiring/api/conditional'],
  },
  {
    guard: 'A SKU is put on its lists with each posting that brings it there',
    file: 'shared/aws/ledger/ledger-store.ts',
    search: '      await listSku(client, table, posting);\n',
    replace: '',
    tests: BENCH_TABLE,
  },
  {
    guard: 'A SKU is put on its lists also where it is posted together with others',
    file: 'shared/aws/ledger/ledger-store.ts',
    search: '      await Promise.all(postings.map((posting) => listSku(client, table, posting)));\n',
    replace: '',
    tests: BENCH_TABLE,
  },
  {
    guard: 'A SKU that a check found differing is on the list of those',
    file: 'shared/aws/reconciling/check-store.ts',
    search: "note.suspicion !== undefined ? ['differing'] : []",
    replace: 'note.suspicion !== undefined ? [] : []',
    tests: BENCH_TABLE,
  },
  {
    guard: 'A SKU whose push was refused is on the list of those',
    file: 'shared/aws/pushing/push-store.ts',
    search: "      await listSku(listing, ['problem']);\n",
    replace: '',
    tests: BENCH_TABLE,
  },
  {
    guard: 'A SKU that is put on a list again while it is taken off stays on it',
    file: 'shared/aws/lists/sku-lists.ts',
    search:
      "        ConditionExpression: 'since = :read',\n        ExpressionAttributeValues: { ':now': Math.floor(Date.now() / 1_000), ':read': since },",
    replace: "        ExpressionAttributeValues: { ':now': Math.floor(Date.now() / 1_000 + 0 * since.length) },",
    tests: BENCH_TABLE,
  },
  {
    guard: 'What does not belong on a list any more is not listed',
    ...LIST,
    search: 'return state && on.includes(list) ?',
    replace: 'return state ?',
  },
  {
    guard: 'A SKU that was put on a list for a write that is still to come is not taken off',
    ...LIST,
    search: ' && Date.parse(listed.since) < now.getTime() - WRITE_MS_MAX',
    replace: '',
  },
  {
    guard: 'A SKU that is sold out is not among those for sale that differ',
    ...DIFFERING,
    search: 'listed.filter(({ state }) => available(totalStock(state.stock)) > 0)',
    replace: 'listed.filter(({ state }) => totalStock(state.stock) !== undefined)',
  },
  {
    guard: 'The count of SKUs that differ ends, however many there are',
    ...DIFFERING,
    search: 'limit: COUNTED_MAX }',
    replace: 'limit: 2 * COUNTED_MAX }',
  },
  {
    guard: 'A SKU that differs no longer is taken off its list by the count too, where nobody opens the page',
    ...LIST,
    tests: DIFFERING.tests,
    search: '  await takeOffIfOver(ports.lists, list, listed, state, now);\n',
    replace: '',
  },
  {
    guard: 'A count of the SKUs that differ that fails does not end its sweep with an error',
    ...DIFFERING,
    search: '  } catch (error) {\n',
    replace: '  } catch (error) {\n    if (error) throw error;\n',
  },
  {
    guard: 'Why names no time at which a listing was seen, where it never was',
    file: 'shared/usecases/reading/explain-sku.ts',
    search: "lastPushedAt === undefined ? { kind: 'none' } : { kind: 'count', asOf: lastPushedAt }",
    replace: "{ kind: 'count', asOf: lastPushedAt ?? new Date(0).toISOString() }",
    tests: ['test/shared/usecases/reading/explain-sku'],
  },
];
