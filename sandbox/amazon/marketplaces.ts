/** The marketplaces on which the sandbox's seller sells: one account, and so one seller-fulfilled quantity of a SKU. */

export type Marketplace = {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string;
  readonly defaultCurrencyCode: string;
  readonly defaultLanguageCode: string;
  readonly domainName: string;
};

export type Participation = {
  readonly marketplace: Marketplace;
  readonly isParticipating: boolean;
  readonly hasSuspendedListings: boolean;
};

export type Marketplaces = {
  readonly all: () => readonly Participation[];
  /** The ids of the marketplaces on which the seller sells now, his own first. */
  readonly ids: () => readonly string[];
  readonly sellsOn: (id: string) => boolean;
  /** Sets or changes the seller's participation. False for an id that is no marketplace of Amazon's. */
  readonly join: (id: string, how?: Partial<Omit<Participation, 'marketplace'>>) => boolean;
};

/** Source of the ids: https://developer-docs.amazon.com/sp-api/docs/marketplace-ids (read 2026-11-28). */
const KNOWN: readonly Marketplace[] = [
  marketplace('ATVPDKIKX0DER', 'Amazon.com', 'US', 'USD', 'en_US'),
  marketplace('A2EUQ1WTGCTBG2', 'Amazon.ca', 'CA', 'CAD', 'en_CA'),
  marketplace('A1AM78C64UM0Y8', 'Amazon.com.mx', 'MX', 'MXN', 'es_MX'),
  marketplace('A2Q3Y263D00KWC', 'Amazon.com.br', 'BR', 'BRL', 'pt_BR'),
  marketplace('A1F83G8C2ARO7P', 'Amazon.co.uk', 'GB', 'GBP', 'en_GB'),
  marketplace('A1PA6795UKMFR9', 'Amazon.de', 'DE', 'EUR', 'de_DE'),
  marketplace('A13V1IB3VIYZZH', 'Amazon.fr', 'FR', 'EUR', 'fr_FR'),
  marketplace('APJ6JRA9NG5V4', 'Amazon.it', 'IT', 'EUR', 'it_IT'),
  marketplace('A1RKKUPIHCS9HS', 'Amazon.es', 'ES', 'EUR', 'es_ES'),
  marketplace('A1805IZSGTT6HS', 'Amazon.nl', 'NL', 'EUR', 'nl_NL'),
  marketplace('A2NODRKZP88ZB9', 'Amazon.se', 'SE', 'SEK', 'sv_SE'),
  marketplace('A1C3SOZRARQ6R3', 'Amazon.pl', 'PL', 'PLN', 'pl_PL'),
  marketplace('AMEN7PMS3EDWL', 'Amazon.com.be', 'BE', 'EUR', 'fr_BE'),
  marketplace('A28R8C7NBKEWEA', 'Amazon.ie', 'IE', 'EUR', 'en_IE'),
  // Not of that list, but among the participations of accounts in North America: orders of other shops that Amazon ships.
  // Source: https://github.com/amzn/selling-partner-api-models/issues/1367 (2021) and 1763.
  {
    ...marketplace('A2ZV50J4W1RKNI', 'Non-Amazon', 'US', 'USD', 'en_US'),
    domainName: 'sim1.stores.amazon.com',
  },
  {
    ...marketplace('A1MQXOICRS2Z7M', 'SI CA Prod Marketplace', 'CA', 'CAD', 'en_CA'),
    domainName: 'siprod.stores.amazon.ca',
  },
];

/** The seller sells on one marketplace until he joins others. Throws for an id that is no marketplace of Amazon's. */
export function openMarketplaces(first: string): Marketplaces {
  const joined = new Map<string, Participation>();
  const join: Marketplaces['join'] = (id, how) => {
    const known = marketplaceOf(id);
    if (known === undefined) return false;
    const now = joined.get(id) ?? { marketplace: known, isParticipating: true, hasSuspendedListings: false };
    joined.set(id, { ...now, ...how });
    return true;
  };
  if (!join(first)) throw new Error(`Amazon has no marketplace ${first}.`);
  const ids = () => [...joined.values()].filter((each) => each.isParticipating).map((each) => each.marketplace.id);
  return { all: () => [...joined.values()], ids, sellsOn: (id) => ids().includes(id), join };
}

/** A marketplace by its id, wherever the seller sells. */
export function marketplaceOf(id: string): Marketplace | undefined {
  return KNOWN.find((each) => each.id === id);
}

function marketplace(
  id: string,
  name: string,
  countryCode: string,
  defaultCurrencyCode: string,
  defaultLanguageCode: string,
): Marketplace {
  return { id, name, countryCode, defaultCurrencyCode, defaultLanguageCode, domainName: `www.${name.toLowerCase()}` };
}
