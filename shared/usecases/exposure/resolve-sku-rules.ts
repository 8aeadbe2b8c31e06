// Reads the policy book to find the rules that hold for a SKU.
import type { ExposureRules } from '../../domain/exposure/exposure.ts';
import { resolveRules } from '../../domain/exposure/policy.ts';
import type { Sku } from '../../domain/identifiers.ts';
import type { PolicyBook } from '../../ports/exposure/policy-book.ts';

/** The rules that hold for the SKU: the deployment's, overridden by what the policy book says. */
export async function resolveSkuRules(
  book: Pick<PolicyBook, 'readGroups' | 'readSku'>,
  config: ExposureRules,
  sku: Sku,
): Promise<ExposureRules> {
  const [groups, own] = await Promise.all([book.readGroups(), book.readSku(sku)]);
  return resolveRules(config, groups, own, sku).rules;
}
