/** The commands of `npx stockline` by name. Each is loaded when it is run: one alone does not wait for the others' libraries. */
import type { Command } from './command.ts';

type Listed = {
  /** One line for the overview. */
  readonly summary: string;
  load(): Promise<Command>;
};

export const COMMANDS: Readonly<Record<string, Listed>> = {
  init: {
    summary: 'make the configuration of your deployment, your own file, from questions or options',
    load: async () => (await import('./commands/connecting/init.ts')).initCommand,
  },
  connect: {
    summary: 'connect a channel’s account: credentials, and the webhooks or subscriptions at the platform',
    load: async () => (await import('./commands/connecting/connect.ts')).connectCommand,
  },
  conformance: {
    summary: 'try an own shop or till that speaks the channel protocol, and say what of it holds',
    load: async () => (await import('./commands/connecting/conformance.ts')).conformanceCommand,
  },
  doctor: {
    summary: 'diagnose every channel and the deployment, and name the command that would repair',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  import: {
    summary: 'read all listings of the channels and take their SKUs into the ledger',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  status: {
    summary: 'show whether all channels are in sync, how far behind each is, and what is wrong',
    load: async () => (await import('./commands/reading/status.ts')).statusCommand,
  },
  watch: {
    summary: 'show the status, or the stock of a SKU, live until Ctrl-C',
    load: async () => (await import('./commands/reading/watch.ts')).watchCommand,
  },
  stock: {
    summary: 'show the stock of SKUs, and what each of their listings may show and shows',
    load: async () => (await import('./commands/reading/stock.ts')).stockCommand,
  },
  trace: {
    summary: 'show what became of an order: its entries, and every push that followed',
    load: async () => (await import('./commands/reading/trace.ts')).traceCommand,
  },
  why: {
    summary:
      'explain a SKU: what moved it, what channels showed on what evidence, what was decided, why it was oversold',
    load: async () => (await import('./commands/reading/why.ts')).whyCommand,
  },
  lists: {
    summary: 'put every SKU on the lists that the page and GET /stock read: once after an upgrade from 0.1',
    load: async () => (await import('./commands/reading/lists.ts')).listsCommand,
  },
  bundle: {
    summary: 'set which SKUs are made of which others, or list the bundles',
    load: async () => (await import('./commands/bundle.ts')).bundleCommand,
  },
  map: {
    summary: 'link listings to the SKUs that they sell, whatever their channels call them',
    load: async () => (await import('./commands/linking/map.ts')).mapCommand,
  },
  verify: {
    summary: 'recompute stock and hash chain from the entries and name the first bad one',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  receive: {
    summary: 'take in what a delivery brought, from a file',
    load: async () => (await import('./commands/stock-files/stock-file.ts')).receiveCommand,
  },
  count: {
    summary: 'take in what a stocktake found, from a file',
    load: async () => (await import('./commands/stock-files/stock-file.ts')).countCommand,
  },
  adjust: {
    summary: 'add units to on hand or take them off, for a reason, from a file',
    load: async () => (await import('./commands/stock-files/stock-file.ts')).adjustCommand,
  },
  transfer: {
    summary: 'move units from one location to another, from a file',
    load: async () => (await import('./commands/stock-files/stock-file.ts')).transferCommand,
  },
  undo: {
    summary: 'take back what an import, or a file of receipts, counts, adjustments or transfers did',
    load: async () => (await import('./commands/stock-files/undo.ts')).undoCommand,
  },
  correct: {
    summary: 'append an entry that corrects a mistake; nothing posted is ever changed',
    load: async () => (await import('./commands/correct.ts')).correctCommand,
  },
  parked: {
    summary: 'list what could not be posted, with the reason of each; discard what never shall be',
    load: async () => (await import('./commands/set-aside/parked.ts')).parkedCommand,
  },
  replay: {
    summary: 'post what is parked again, and say what became of each',
    load: async () => (await import('./commands/set-aside/parked.ts')).replayCommand,
  },
  failed: {
    summary: 'list the messages that were set aside: what, of which SKU, why and since when',
    load: async () => (await import('./commands/set-aside/failed.ts')).failedCommand,
  },
  redrive: {
    summary: 'put messages that were set aside back into their queues, and say what became of each',
    load: async () => (await import('./commands/set-aside/failed.ts')).redriveCommand,
  },
  channels: {
    summary: 'show which channels are paused, cut off, held back or not live',
    load: async () => (await import('./commands/channels.ts')).channelsCommand,
  },
  pause: {
    summary: 'stop pushing to a channel; sales are still taken in',
    load: async () => (await import('./commands/channels.ts')).pauseCommand,
  },
  resume: {
    summary: 'push to a channel again, also what a breaker held back',
    load: async () => (await import('./commands/channels.ts')).resumeCommand,
  },
  drift: {
    summary: 'list where channels show another quantity than believed, and set it right',
    load: async () => (await import('./commands/drift.ts')).driftCommand,
  },
  mode: {
    summary: 'set which pushes a channel is sent: live, lower-only or shadow',
    load: async () => (await import('./commands/channels.ts')).modeCommand,
  },
  policy: {
    summary: 'show, plan and change how SKUs are offered: shared, endgame, escrow, buffers, caps',
    load: async () => (await import('./commands/policy.ts')).policyCommand,
  },
  tokens: {
    summary: 'list the tokens of the stock API; add, rotate and remove them',
    load: async () => (await import('./commands/connecting/tokens.ts')).tokensCommand,
  },
  notify: {
    summary: 'send a test alert to each webhook and the mail of the configuration',
    load: async () => (await import('./commands/notify.ts')).notifyCommand,
  },
  bound: {
    summary: 'compute what a SKU oversells if it sells out now, and what each policy would give',
    load: async () => (await import('./commands/bound.ts')).boundCommand,
  },
  export: {
    summary: 'print every sale as CSV, for npm run simulate -- --replay FILE; or the whole ledger, for import-ledger',
    load: async () => (await import('./commands/backup/export.ts')).exportCommand,
  },
  'import-ledger': {
    summary: 'write a ledger that was exported with export --ledger into an empty table, and verify it',
    load: async () => (await import('./commands/backup/import-ledger.ts')).importLedgerCommand,
  },
  restore: {
    summary: 'restore the ledger as it was at a time into a new table, verify it, and say what it lacks',
    load: async () => (await import('./commands/backup/restore.ts')).restoreCommand,
  },
  completion: {
    summary: 'print a script by which bash, zsh or fish completes commands and options',
    load: async () => (await import('./commands/completion.ts')).completionCommand(COMMANDS),
  },
};
