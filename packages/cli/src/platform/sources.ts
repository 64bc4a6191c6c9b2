import { ScorecardsClient } from '@waymark/backstage-plugin-scorecards-common';
import { join } from 'node:path';
import { CliError } from '../errors';
import { readText } from '../tools/files';

/** What the portal says, from itself or as it was recorded. */
export interface PlatformAnswers {
  /** The signed bundle in force, a compact JWS. */
  bundle(): Promise<string>;
  /** The signed exceptions of an entity, a compact JWS. */
  snapshot(entityRef: string): Promise<string>;
}

/** Where the portal is, and by which credential. */
export interface PortalAccess {
  readonly url: string;
  readonly token: string | undefined;
}

/** A client of a backend plugin at the portal. */
export function transportOf({ url }: PortalAccess) {
  const base = url.replace(/\/+$/, '');
  return {
    discoveryApi: { getBaseUrl: async (id: string) => `${base}/api/${id}` },
    fetchApi: { fetch },
  };
}

export function fromPortal(access: PortalAccess): PlatformAnswers {
  const client = new ScorecardsClient(transportOf(access));
  const options = () => ({
    token: access.token,
    signal: AbortSignal.timeout(30_000),
  });
  return {
    bundle: () =>
      reach(access, async () => {
        const { digest } = await client.policy(options());
        return client.policyBundle(digest, options());
      }),
    snapshot: entityRef =>
      reach(access, () => client.exceptionSnapshot(entityRef, options())),
  };
}

/**
 * The files `policy.jws` and `exceptions.jws` of a folder, as `waymark gate
 * --record` leaves them.
 */
export function fromFolder(folder: string): PlatformAnswers {
  return {
    bundle: () => readText(join(folder, 'policy.jws')),
    snapshot: () => readText(join(folder, 'exceptions.jws')),
  };
}

async function reach<T>({ url }: PortalAccess, ask: () => Promise<T>) {
  try {
    return await ask();
  } catch (cause) {
    throw new CliError(
      'platform.unreachable',
      `The portal at ${url} did not answer: ${(cause as Error).message}`,
      'Nothing was judged. Run it again, or judge by recorded answers with --offline.',
      { cause },
    );
  }
}
