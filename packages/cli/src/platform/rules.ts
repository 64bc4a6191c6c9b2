import {
  type ExceptionSnapshot,
  exceptionSnapshotSchema,
  exceptionSnapshotToken,
  type PolicyBundleDocument,
  policyBundleSchema,
  policyBundleType,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  digestOf,
  type PolicyBundle,
  policyDigest,
  readBundle,
} from '@waymark/policy-engine';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { CliError } from '../errors';
import type { Rules } from '../judge/types';
import { assetFolder } from '../tools/asset';
import type { SequenceStore } from './SequenceStore';
import type { PlatformAnswers } from './sources';

const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256'];

/** The bundle that comes with this program, without a portal: no exceptions. */
export async function shippedRules(): Promise<Rules> {
  // Beside the one file that is published; in the workspace, in the engine.
  return {
    digest: null,
    bundle: await readBundle(assetFolder('bundle')),
    platform: {},
    exceptionsSequence: null,
  };
}

export interface PlatformRulesOptions {
  readonly answers: PlatformAnswers;
  /** Who may sign bundles. */
  readonly keys: JSONWebKeySet;
  readonly entityRef: string;
  readonly sequences: SequenceStore;
}

/**
 * The rules, parameters and exceptions of the platform, verified: bundles by
 * the keys that the caller pins, snapshots by the keys that the bundle pins.
 *
 * @throws CliError `platform.bundle`, `snapshot.replayed`
 */
export async function platformRules({
  answers,
  keys,
  entityRef,
  sequences,
}: PlatformRulesOptions): Promise<Rules> {
  const document = await verifiedBundle(await answers.bundle(), keys);
  const bundle = await bundleOf(document);
  const digest = policyDigest(bundle.digest, digestOf(document.parameters));
  if (digest !== document.digest) {
    throw badBundle('its parameters are not those of its digest');
  }
  const snapshot = await verifiedSnapshot(
    await answers.snapshot(entityRef),
    document,
    entityRef,
  );
  const sequence = snapshot.signed ? snapshot.sequence : null;
  if (sequence !== null) {
    await sequences.take(entityRef, sequence);
  }
  return {
    digest,
    bundle,
    platform: { parameters: document.parameters, exceptions: snapshot },
    exceptionsSequence: sequence,
  };
}

async function verifiedBundle(
  jws: string,
  keys: JSONWebKeySet,
): Promise<PolicyBundleDocument> {
  try {
    return policyBundleSchema.parse(await verify(jws, keys, policyBundleType));
  } catch (cause) {
    throw badBundle('it is not signed by one of the keys given', cause);
  }
}

async function bundleOf(document: PolicyBundleDocument): Promise<PolicyBundle> {
  const { data, manifest, sources, wasm } = document;
  const files = {
    'manifest.json': Buffer.from(JSON.stringify(manifest)),
    'policy.wasm': Buffer.from(wasm, 'base64'),
    'data.json': Buffer.from(data),
    'sources.json': Buffer.from(`${JSON.stringify(sources, null, 2)}\n`),
  };
  try {
    return await readBundle('the portal', async name => files[name]);
  } catch (cause) {
    throw badBundle('a part of it is not what its manifest says', cause);
  }
}

function badBundle(why: string, cause?: unknown): CliError {
  return new CliError(
    'platform.bundle',
    `The platform's policy bundle cannot be used: ${why}.`,
    'Take the current keys of the portal from its administrators.',
    { cause },
  );
}

/** What rules read: a snapshot that cannot be verified is no exception, and GP900 says so. */
async function verifiedSnapshot(
  jws: string,
  { keys, iss }: PolicyBundleDocument,
  entityRef: string,
): Promise<ExceptionSnapshot & { signed: boolean }> {
  try {
    const set = { keys } as unknown as JSONWebKeySet;
    const snapshot = exceptionSnapshotSchema.parse(
      await verify(jws.trim(), set, exceptionSnapshotToken.typ),
    );
    const { audience, maxLifetime } = exceptionSnapshotToken;
    const { aud, issuedAt, validUntil } = snapshot;
    const sound =
      aud === audience &&
      snapshot.iss === iss &&
      validUntil - issuedAt <= maxLifetime;
    return { ...snapshot, signed: sound };
  } catch {
    return {
      iss,
      aud: exceptionSnapshotToken.audience,
      entityRef,
      sequence: 0,
      issuedAt: 0,
      validUntil: 0,
      items: [],
      signed: false,
    };
  }
}

async function verify(
  jws: string,
  keys: JSONWebKeySet,
  typ: string,
): Promise<unknown> {
  const { payload, protectedHeader } = await compactVerify(
    jws.trim(),
    createLocalJWKSet(keys),
    { algorithms: ALGORITHMS },
  );
  if (protectedHeader.typ !== typ) {
    throw new Error(`Signed as ${protectedHeader.typ}, not as ${typ}`);
  }
  return JSON.parse(new TextDecoder().decode(payload));
}
