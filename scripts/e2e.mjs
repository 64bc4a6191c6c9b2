import { fileURLToPath } from 'node:url';
import { main } from './lib/failure.mjs';
import { runJourneys } from './lib/journeys.mjs';

const script = fileURLToPath(import.meta.url);

// yarn e2e [arguments of playwright test]
await main(args => runJourneys(script, 'journeys', args));
