import {
  type PolicyBundle,
  PolicyEngineError,
  readBundle,
} from '@waymark/policy-engine';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { readFile } from 'node:fs/promises';
import type { BundleSource } from './sources';

const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256'];

/** `typ` of a signed manifest, so that no other signature of a key passes for one. */
const MANIFEST_TYPE = 'waymark-policy-manifest+jws';

/** A bundle whose manifest somebody signed. `signature` is its compact JWS. */
export interface SignedBundle {
  readonly bundle: PolicyBundle;
  readonly signature: string;
}

/**
 * The bundle at a source; undefined if its manifest is the one that is known.
 * The signature is over the manifest, which holds the digests of all files.
 *
 * @throws PolicyEngineError `policy.bad_bundle`
 */
export async function readSignedBundle(
  source: BundleSource,
  keysFile: string,
  known: string | undefined,
  signal: AbortSignal,
): Promise<SignedBundle | undefined> {
  let signature: string;
  let manifest: Uint8Array;
  try {
    signature = new TextDecoder()
      .decode(await source.read('manifest.jws', signal))
      .trim();
    if (signature === known) {
      return undefined;
    }
    // Read each time: keys are rotated by replacing the file.
    const keys = JSON.parse(await readFile(keysFile, 'utf8')) as JSONWebKeySet;
    manifest = (
      await compactVerify(signature, createLocalJWKSet(keys), {
        algorithms: ALGORITHMS,
      }).then(verified => {
        if (verified.protectedHeader.typ !== MANIFEST_TYPE) {
          throw new Error(`It is not signed as ${MANIFEST_TYPE}`);
        }
        return verified;
      })
    ).payload;
  } catch (cause) {
    signal.throwIfAborted();
    throw new PolicyEngineError(
      'policy.bad_bundle',
      `The signature of the policy bundle in ${source.place} cannot be verified.`,
      { cause },
    );
  }
  const bundle = await readBundle(source.place, async name =>
    name === 'manifest.json' ? manifest : source.read(name, signal),
  );
  return { bundle, signature };
}
