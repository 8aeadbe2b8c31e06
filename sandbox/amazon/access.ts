/** What the application may do for the seller: its roles, the seller's grant, and its client secret. */
import * as v from 'valibot';

/** The body of `PUT /_sandbox/access`; what it leaves out stays as it is. */
export const accessBody = v.strictObject({
  /** Operations whose role the application lacks. */
  forbidden: v.optional(v.array(v.string())),
  /** Whether the seller's authorization holds. */
  grant: v.optional(v.picklist(['given', 'revoked'])),
  /** Whether the application's client secret is in time. */
  secret: v.optional(v.picklist(['valid', 'expired'])),
  /** True ends every access token that was given out. */
  expireTokens: v.optional(v.boolean(), false),
});

type AccessRule = { forbidden: readonly string[]; grant: 'given' | 'revoked'; secret: 'valid' | 'expired' };

export type Access = {
  readonly current: () => AccessRule;
  readonly set: (change: v.InferOutput<typeof accessBody>) => void;
  /** When tokens were last ended, in milliseconds since 1970. */
  readonly endedAtMs: () => number;
};

export function openAccess(nowMs: () => number): Access {
  let rule: AccessRule = { forbidden: [], grant: 'given', secret: 'valid' };
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    current: () => rule,
    set({ expireTokens, forbidden = rule.forbidden, grant = rule.grant, secret = rule.secret }) {
      rule = { forbidden, grant, secret };
      if (expireTokens) endedAt = nowMs();
    },
    endedAtMs: () => endedAt,
  };
}

/** The `details` of a 403, which alone say why; its code is `Unauthorized` each time. */
export const DENIED = {
  /** https://github.com/amzn/selling-partner-api-models/issues/945 (2021). */
  noToken: 'Access token is missing in the request header.',
  /** The words that amazon-sp-api 1.2.1 looks for (lib/SellingPartner.js) before it fetches a new token. */
  expired: 'The access token you provided has expired.',
  /** https://github.com/amzn/selling-partner-api-models/issues/2333 (2022). */
  revoked: 'The access token you provided is revoked, malformed or invalid.',
  /** https://github.com/PipedreamHQ/pipedream/issues/16843 (2025). */
  secretExpired: 'The LWA secret token you provided has expired.',
  /** A missing role: https://github.com/amzn/selling-partner-api-models/issues/826 (2020). */
  noRole: '',
} as const;
