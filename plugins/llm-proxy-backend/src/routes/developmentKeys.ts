import {
  developmentKeyRequestSchema,
  llmProxyKeyCreatePermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  createJsonReader,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import type { Acts } from '../acts';
import type { Credentials } from '../credentials/createCredentials';
import { DevelopmentKeysDisabledError } from '../credentials/DevelopmentKeys';
import { problem } from '../problems';

const readJson = createJsonReader(16 * 1024);

/** Opaque keys for one's own machine. */
export function addDevelopmentKeyRoutes(
  router: Router,
  {
    acts,
    authoriser,
    credentials,
  }: { acts: Acts; authoriser: Authoriser; credentials: Credentials },
): void {
  router.post('/development-keys', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyKeyCreatePermission);
    const { user = null, service = null } = developmentKeyRequestSchema.parse(
      await readJson(req, res),
    );
    try {
      const made = await credentials.createDevelopmentKey({ user, service });
      const id = made.id;
      acts.record(principalOf(caller), 'development_key', {
        id,
        user,
        service,
      });
      res.status(201).json({ key: made.key });
    } catch (error) {
      if (error instanceof DevelopmentKeysDisabledError) {
        throw problem(403, 'auth.forbidden', `${error.message}.`);
      }
      throw error;
    }
  });
}
