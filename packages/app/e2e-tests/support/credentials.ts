import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm start` writes into a data folder. */
interface DevelopmentCredentials {
  baseUrl: string;
  ciToken: string;
  importToken: string;
}

function read(): DevelopmentCredentials {
  const data = process.env.WAYMARK_DATA;
  if (!data) {
    throw new Error(
      'WAYMARK_DATA names the data folder of a running portal; "yarn e2e" sets it',
    );
  }
  return JSON.parse(readFileSync(join(data, 'dev-credentials.json'), 'utf8'));
}

/** Where the portal is, and the token that a CI pipeline would have. */
export const { baseUrl, ciToken } = read();
