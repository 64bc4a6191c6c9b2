import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { readFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import { z } from 'zod';

const keySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** The operator's signing key, where `scorecards.signing.keyFile` names one. */
export async function readOwnKey(config: Config): Promise<JWK | undefined> {
  const file = config.getOptionalString('scorecards.signing.keyFile');
  if (!file) {
    return undefined;
  }
  try {
    return keySchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // The cause may quote the key.
    throw new InputError(
      'Invalid configuration scorecards.signing.keyFile: expected a file with a private JWK of the curve P-256',
    );
  }
}
