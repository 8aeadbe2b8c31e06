/** The guards of the API's tokens, and of what a request without one can do. */
import type { Guard } from '../../guard.ts';

const TOKENS = { file: 'shared/api-tokens.ts', tests: ['test/shared/api-tokens'] } as const;
const BEARER = {
  file: 'functions/wiring/api/bearer-check.ts',
  tests: ['test/functions/wiring/api/token-scopes', 'test/functions/wiring/api/bearer-check'],
} as const;

export const TOKEN_GUARDS: readonly Guard[] = [
  {
    guard: 'A token that was rotated is taken until its overlap is over, and no longer',
    ...TOKENS,
    search: 'until === undefined || Date.parse(until) > now.getTime()',
    replace: 'until !== null',
  },
  {
    guard: 'A rotation without overlap ends every earlier token of its name',
    ...TOKENS,
    search: 'each.name === name && each.until !== undefined && Date.parse(each.until) > until.getTime()',
    replace: 'each.name === name && false',
  },
  {
    guard: 'The first token is rotated, and never removed: the page is opened with it',
    ...TOKENS,
    search: "  if (name === FIRST) {\n    return refused('The first token stays",
    replace: "  if (name === '') {\n    return refused('The first token stays",
  },
  {
    guard: 'No two tokens have one name',
    ...TOKENS,
    search: 'tokens.some(({ name }) => name === added.name)',
    replace: "added.name === ''",
  },
  {
    guard: 'A request that writes takes another scope than one that reads, whichever it is',
    ...BEARER,
    search: "requestContext.http.method === 'GET' ? 'read' : 'hold'",
    replace: "requestContext.http.method === 'GET' ? 'read' : 'read'",
  },
  {
    guard: 'A change of a secret that somebody else changed meanwhile is refused',
    file: 'shared/aws/secrets/secret-store.ts',
    search: 'RemoveFromVersionId: versionRead ?? (await readVersion()).VersionId',
    replace: 'RemoveFromVersionId: (await readVersion()).VersionId',
    tests: ['test/shared/aws/secrets/secret-store'],
  },
  {
    guard: 'A wrong token holds a function for four seconds at most',
    file: 'functions/wiring/page/login.ts',
    search: 'Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** wrong)',
    replace: 'FIRST_WAIT_MS * 2 ** wrong',
    tests: ['test/functions/wiring/page/login'],
  },
  {
    guard: 'One sign-in a second is let in, so that wrong tokens hold few functions',
    file: 'infra/ledger/page.ts',
    search: "['/sign-in'], this.page, LOGINS_PER_SECOND);",
    replace: "['/sign-in'], this.page);",
    tests: ['test/infra/permissions'],
  },
  {
    guard: 'Only what was answered with 200 to a GET has a tag',
    file: 'functions/wiring/api/conditional.ts',
    search: ' && answer.statusCode === 200;',
    replace: ';',
    tests: ['test/functions/wiring/api/conditional'],
  },
];
