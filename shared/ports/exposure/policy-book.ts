/** Where the merchant’s exposure policies are kept. */
import type { PolicyEntry, PolicyGroups, SkuPolicy } from '../../domain/exposure/policy.ts';
import type { PolicyGroup } from '../../domain/exposure/policy-edit.ts';
import type { Sku } from '../../domain/identifiers.ts';

/** Entries are never removed: an entry that is cleared has no settings. */
export type PolicyBook = {
  readGroups(): Promise<PolicyGroups>;
  /** The SKU's own entry and tags; version 0 where nothing was written. */
  readSku(sku: Sku): Promise<SkuPolicy>;
  /** Writes the group's entry. False: another writer came since `entry.version` was read; nothing was written. */
  writeGroup(group: PolicyGroup, entry: PolicyEntry): Promise<boolean>;
  /** Writes the SKU's policy. False: another writer came since `policy.version` was read; nothing was written. */
  writeSku(sku: Sku, policy: SkuPolicy): Promise<boolean>;
};
