/** A policy book in memory, with the conditions of the real one. */
import {
  EMPTY_SKU_POLICY,
  type PolicyEntry,
  type PolicyGroups,
  type SkuPolicy,
} from '../../../shared/domain/exposure/policy.ts';
import { type PolicyGroup, policyEntryOf } from '../../../shared/domain/exposure/policy-edit.ts';
import type { Sku } from '../../../shared/domain/identifiers.ts';
import type { PolicyBook } from '../../../shared/ports/exposure/policy-book.ts';

/** The policy book in memory, with the conditions of the real one. */
export class MemoryPolicyBook implements PolicyBook {
  #groups: PolicyGroups = { default: { rules: {}, version: 0 }, tags: {}, prefixes: {} };
  readonly #skus = new Map<Sku, SkuPolicy>();

  async readGroups(): Promise<PolicyGroups> {
    return this.#groups;
  }

  async readSku(sku: Sku): Promise<SkuPolicy> {
    return this.#skus.get(sku) ?? EMPTY_SKU_POLICY;
  }

  async writeGroup(group: PolicyGroup, { rules, version }: PolicyEntry): Promise<boolean> {
    if (policyEntryOf(this.#groups, group).version !== version) {
      return false;
    }
    const said = { rules, version: version + 1 };
    const { tags, prefixes } = this.#groups;
    this.#groups = {
      default: group.kind === 'default' ? said : this.#groups.default,
      tags: group.kind === 'tag' ? { ...tags, [group.name]: said } : tags,
      prefixes: group.kind === 'prefix' ? { ...prefixes, [group.name]: said } : prefixes,
    };
    return true;
  }

  async writeSku(sku: Sku, { rules, tags, version }: SkuPolicy): Promise<boolean> {
    if ((await this.readSku(sku)).version !== version) {
      return false;
    }
    this.#skus.set(sku, { rules, tags, version: version + 1 });
    return true;
  }
}
