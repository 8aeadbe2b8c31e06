import type { PolicyEntry, PolicyGroups, SkuPolicy } from '../domain/exposure/policy.ts';
import type { PolicyGroup } from '../domain/exposure/policy-edit.ts';
import type { Sku } from '../domain/identifiers.ts';

/** What the merchant decided at run time of how SKUs are offered. Nothing is removed: what is cleared says nothing. */
export type PolicyBook = {
  readGroups(): Promise<PolicyGroups>;
  /** What is said of this SKU alone; version 0 where nothing is. */
  readSku(sku: Sku): Promise<SkuPolicy>;
  /** Writes what is said of the group now. False: somebody wrote since `said.version` was read; nothing was written. */
  writeGroup(group: PolicyGroup, said: PolicyEntry): Promise<boolean>;
  /** Writes what is said of the SKU now. False: somebody wrote since `said.version` was read; nothing was written. */
  writeSku(sku: Sku, said: SkuPolicy): Promise<boolean>;
};
