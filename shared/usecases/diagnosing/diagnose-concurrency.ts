// Diagnoses whether the account may run as many functions at once as the deployment needs.
import { type Finding, problemFinding, wellFinding } from './finding.ts';

/** `limit`: of the account and region. `planned`: the most that the deployment runs beside webhooks and requests. */
export type Concurrency = { readonly limit: number; readonly planned: number };

/** A flash sale of ten orders a second sends some hundred webhooks a second, each of which takes some 100 ms. */
const FOR_WEBHOOKS = 40;

export function concurrencyFinding({ limit, planned }: Concurrency): Finding {
  const left = limit - planned;
  return left >= FOR_WEBHOOKS
    ? wellFinding(
        'deployment',
        'concurrency',
        `${limit} functions may run at once, of which ${left} are left for webhooks.`,
      )
    : problemFinding(
        'deployment',
        'concurrency',
        `Only ${limit} functions may run at once, and postings, pushes and checks may take ${planned} of them: in a rush webhooks would be refused, and sent again minutes later. Ask for 1,000: Service Quotas, AWS Lambda, “Concurrent executions”.`,
      );
}
