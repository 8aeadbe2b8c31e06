/** Checks that a request carries the token of the stock API. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { headersOf } from '../../../shared/aws/lambda/http.ts';
import type { SecretReader } from '../../../shared/aws/secrets/secrets.ts';

export type BearerCheck = (event: Pick<APIGatewayProxyEventV2, 'headers'>) => Promise<boolean>;

const tokenSecret = v.object({ token: v.pipe(v.string(), v.minLength(16)) });

/**
 * Whether the request has the token of the secret, as `Authorization: Bearer <token>`. Digests are compared, in constant
 * time, so that neither the token's length nor its beginning can be found out by trying.
 */
export function bearerCheck(readSecret: SecretReader, secret: string): BearerCheck {
  return async (event) => {
    const given = /^Bearer (.+)$/i.exec(headersOf(event)['authorization'] ?? '')?.[1];
    if (given === undefined) {
      return false;
    }
    const { token } = v.parse(tokenSecret, JSON.parse(await readSecret(secret)));
    return timingSafeEqual(digest(given), digest(token));
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
