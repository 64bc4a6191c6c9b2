#!/usr/bin/env node
// Runs what is packed, or in the repository its source.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const entry = require.resolve(
  '@waymark/backstage-plugin-llm-proxy-backend/audit-reader',
);
if (entry.endsWith('.ts')) {
  require('@backstage/cli/config/nodeTransform.cjs');
}
const { main } = require(entry);
process.exitCode = await main(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
});
