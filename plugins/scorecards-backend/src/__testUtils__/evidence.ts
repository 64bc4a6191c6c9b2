import type { Evidence } from '@waymark/policy-engine';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = join(__dirname, '../../../../policy/fixtures/fixtures.json');

/** Evidence of `component:default/checkout` that every rule passes. */
export function cleanEvidence(): Evidence {
  const { fixtures } = JSON.parse(readFileSync(FILE, 'utf8'));
  return structuredClone(fixtures.clean);
}

/** Likewise, with a secret in the tree. */
export function leakedEvidence(): Evidence {
  const { fixtures } = JSON.parse(readFileSync(FILE, 'utf8'));
  const evidence = structuredClone(fixtures.clean);
  evidence.secrets.items = [fixtures.secret];
  return evidence;
}
