import { fileURLToPath } from 'node:url';
import { main } from './lib/failure.mjs';
import { runJourneys } from './lib/journeys.mjs';

const script = fileURLToPath(import.meta.url);

// yarn screenshots [arguments of playwright test]
await main(args => runJourneys(script, 'screenshots', args));
