import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PolicyEngineError } from '../errors';
import { manifestSchema, type PolicyBundle } from './types';

/** The folder of the bundle that this package ships. */
export function shippedBundle(): string {
  const manifest = require.resolve('@waymark/policy-engine/package.json');
  return join(dirname(manifest), 'bundle');
}

/**
 * Reads a bundle from a folder; without one, the bundle that this package ships.
 *
 * @throws PolicyEngineError `policy.bad_bundle` if a file is missing, or is not
 *   what the manifest says
 *
 * @public
 */
export async function readBundle(
  folder: string = shippedBundle(),
): Promise<PolicyBundle> {
  try {
    const [manifestText, wasm, data] = await Promise.all(
      ['manifest.json', 'policy.wasm', 'data.json'].map(name =>
        readFile(join(folder, name)),
      ),
    );
    const manifest = manifestSchema.parse(JSON.parse(manifestText.toString()));
    if (
      sha256(wasm) !== manifest.wasmDigest ||
      sha256(data) !== manifest.dataDigest
    ) {
      throw new Error('A file is not the one of the manifest');
    }
    return {
      digest: sha256(Buffer.concat([wasm, Buffer.from('\n'), data])),
      manifest,
      wasm,
      data: JSON.parse(data.toString()),
    };
  } catch (cause) {
    throw new PolicyEngineError(
      'policy.bad_bundle',
      `The policy bundle in ${folder} cannot be used.`,
      { cause },
    );
  }
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
