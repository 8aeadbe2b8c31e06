#!/usr/bin/env node
// Plain JavaScript, so that an old Node says one clear line instead of stumbling over the first type.
import '../node-24.js';

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
