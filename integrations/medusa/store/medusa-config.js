/** A Medusa store as its starter makes it, with this plugin; all that differs between runs comes from the environment. */
import { join } from 'node:path';
import { defineConfig } from '@medusajs/framework/utils';

const { env } = process;

const ttl = env.STORE_HOLD_SECONDS ? { ttlSeconds: Number(env.STORE_HOLD_SECONDS) } : {};
// A busy machine may not answer in time: then nothing is sold that is not held.
const how = { whenUnreachable: 'refuse', ...ttl };
const holds = env.STOCKLINE_API_URL
  ? { holds: { url: env.STOCKLINE_API_URL, token: env.STOCKLINE_API_TOKEN, ...how } }
  : {};

/** Without the plugin it is a store that reports nothing: as if its events were lost. */
const plugins =
  env.STORE_WITHOUT_PLUGIN === 'true'
    ? []
    : [
        {
          resolve: join(import.meta.dirname, '..'),
          options: {
            name: 'Medusa test store',
            callingSecret: env.STOCKLINE_CALLING_SECRET,
            signingSecret: env.STOCKLINE_SIGNING_SECRET,
            ...holds,
          },
        },
      ];

export default defineConfig({
  projectConfig: {
    databaseUrl: env.DATABASE_URL,
    databaseDriverOptions: { connection: { ssl: false } },
    http: {
      ...{ storeCors: '*', adminCors: '*', authCors: '*' },
      ...{ jwtSecret: 'only in a test', cookieSecret: 'only in a test' },
    },
  },
  admin: { disable: true },
  plugins,
});
