import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PolicyEngineError } from '../errors';
import {
  bundleFiles,
  manifestSchema,
  type PolicyBundle,
  type PolicyBundleFile,
} from './types';

const dataSchema = z.record(z.string(), z.unknown());
const sourcesSchema = z.record(z.string(), z.string());

/** The folder of the bundle that this package ships. */
export function shippedBundle(): string {
  const manifest = require.resolve('@waymark/policy-engine/package.json');
  return join(dirname(manifest), 'bundle');
}

/**
 * Reads a bundle from a folder; without one, the bundle that this package
 * ships. `read` reads it from elsewhere.
 *
 * @throws PolicyEngineError `policy.bad_bundle` if a file is missing, or is not
 *   what the manifest says
 *
 * @public
 */
export async function readBundle(
  folder: string = shippedBundle(),
  read: (name: PolicyBundleFile) => Promise<Uint8Array> = name =>
    readFile(join(folder, name)),
): Promise<PolicyBundle> {
  try {
    const [manifest, wasm, data, sources] = await Promise.all(
      bundleFiles.map(read),
    );
    return assemble({
      'manifest.json': manifest,
      'policy.wasm': wasm,
      'data.json': data,
      'sources.json': sources,
    });
  } catch (cause) {
    throw new PolicyEngineError(
      'policy.bad_bundle',
      `The policy bundle in ${folder} cannot be used.`,
      { cause },
    );
  }
}

function assemble(files: PolicyBundle['files']): PolicyBundle {
  const manifest = manifestSchema.parse(json(files['manifest.json']));
  const expected = {
    'policy.wasm': manifest.wasmDigest,
    'data.json': manifest.dataDigest,
    'sources.json': manifest.sourcesDigest,
  } as const;
  for (const name of ['policy.wasm', 'data.json', 'sources.json'] as const) {
    if (sha256(files[name]) !== expected[name]) {
      throw new Error(`${name} is not the one of the manifest`);
    }
  }
  return {
    digest: sha256(files['policy.wasm'], '\n', files['data.json']),
    manifest,
    files,
    data: dataSchema.parse(json(files['data.json'])),
    sources: sourcesSchema.parse(json(files['sources.json'])),
  };
}

function json(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function sha256(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  parts.forEach(part => hash.update(part));
  return `sha256:${hash.digest('hex')}`;
}
