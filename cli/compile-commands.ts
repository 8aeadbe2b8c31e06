/**
 * After `npm ci`: loads every command once, so that Node keeps them compiled and the first run of each starts like any other
 * (`npm run test:start-up`). Nothing depends on it: what is not kept is compiled when it is run.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', '.local', 'compile-cache'));

const { COMMANDS } = await import('./command-list.ts');
await import('./main.ts');
await Promise.all(Object.values(COMMANDS).map(({ load }) => load()));
