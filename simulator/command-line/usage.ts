/** The help of `npm run simulate`, and the error of wrong usage. */
/** Wrong usage: said in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run simulate -- [options]

Flash sales of one SKU on several channels, simulated: what is oversold, left unsold and lost under each policy.
The product's own code decides what each channel shows; time, customers and channels are simulated.

  --stock N            units there are (500)
  --rate N             customers per second over all channels, each for one unit (10)
  --shares A,B,…       how often each channel is chosen, as weights; one channel for each (1,1,1)
  --lag SECONDS        from a sale until the other channels show it; several by commas
                       (2; with --plot 0.5 to 60)
  --demand N           customers in all (1500)
  --seeds N            flash sales simulated (2000; with --plot 400)
  --seed N             the same options and seed give the same output to the byte (1)
  --policy NAME        all, or one or more by commas of: cron, absolute, shared, buffer,
                       endgame, escrow (all)
  --period SECONDS     between two runs of the batch job of policy cron (1800)
  --buffer N           units that policy buffer withholds from each channel (from rate, shares, lag and risk)
  --risk N             chance of overselling that automatic figures take (0.0001)
  --first-split A,B,…  how the ledger thinks at first that customers choose the channels (as they do: --shares)
  --shift PART:A,B,…   from this part of the customers on, 0 to 1, they choose by these weights: 0.4:10,20,70
  --proof KIND         how channels prove what they show: resulting-count, as Square, or compare-and-swap, as Shopify
                       (resulting-count)
  --channels A,B,…     the platforms that the channels are of: shopify, amazon, square; with --shares a weight for each
  --apply SECONDS      the most that amazon takes to show a figure that it accepted (10)
  --settle SECONDS     how long the product lets it take, and a sale to be reported: settleSeconds (30)
  --holds RATE         checkouts a second that hold a unit for 10 s and ask again if they are refused; half of them buy it (none)
  --locations N        places that the units lie at: the first channel sells from all, each other one from one of them (1)
  --leaving N@SECONDS  channel N, from 1, is not stocked any more after that time: it is pushed no more, and sells what it shows
  --switch NAME@SECONDS  the policy becomes shared, endgame or escrow at that time, while the sale goes on
  --bundle N:RATE      a bundle of N units is listed on every channel too, and so many customers a second want one
                       (these five go with the policies shared, buffer, endgame and escrow, and no formula knows of them)
  --plot FILE.svg      draw lag against oversold units, beside a batch every minute too
  --replay FILE.csv    run recorded sales (time,channel,sku,quantity) through every policy, as npx stockline export prints
                       them; there were --stock N of each SKU to sell, or what --on-hand FILE.csv says
                       (sku,location,quantity); --seeds: phases of policy cron (50)
  --json               print JSON
  --help`;
