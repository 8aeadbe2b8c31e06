/** Reads from a queue’s resource policy who may send into it. */
import * as v from 'valibot';

const oneOrMore = v.union([v.string(), v.array(v.string())]);

const policyDocument = v.object({
  Statement: v.array(
    v.object({
      Effect: v.string(),
      Principal: v.optional(v.union([v.literal('*'), v.object({ AWS: v.optional(oneOrMore) })])),
      Action: v.optional(oneOrMore),
      Condition: v.optional(v.unknown()),
    }),
  ),
});

/**
 * Whether a queue's policy lets another account send into it, without a condition. A statement that denies what is not
 * sent over TLS, as those of this stack do, keeps nobody away; others are not read.
 */
export function letsSend(policy: string | undefined, account: string): boolean {
  if (policy === undefined) {
    return false;
  }
  const read = v.safeParse(policyDocument, jsonOf(policy));
  return (
    read.success &&
    read.output.Statement.some(
      ({ Effect, Principal, Action, Condition }) =>
        Effect === 'Allow' &&
        Condition === undefined &&
        (Principal === '*' || many(Principal?.AWS).some((principal) => isAccount(principal, account))) &&
        many(Action).some((action) => ['sqs:sendmessage', 'sqs:*', '*'].includes(action.toLowerCase())),
    )
  );
}

/** `437568002678`, or `arn:aws:iam::437568002678:root`. */
function isAccount(principal: string, account: string): boolean {
  return principal === '*' || principal === account || principal === `arn:aws:iam::${account}:root`;
}

function many(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
