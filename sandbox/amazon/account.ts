/** Who the seller of the Amazon sandbox is, and what he lists. */
import type { CatalogueItem } from '../kernel/catalogue.ts';

/** Names and credentials of the seller and the application that this sandbox knows. */
export type AmazonAccount = {
  sellerId: string;
  marketplaceId: string;
  applicationId: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
};

/** What a listing starts with. `restockDate` is an ISO 8601 date. */
export type AmazonItem = Pick<CatalogueItem, 'sku' | 'title' | 'quantity'> & {
  amazon: CatalogueItem['amazon'] & { leadTimeToShipMaxDays?: number; restockDate?: string };
};
