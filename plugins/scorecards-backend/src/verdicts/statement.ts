import type { VerdictRow } from '../database/rows';
import { isoOf } from '../database/rows';

/** `typ` of a verification summary: an in-toto statement, signed. */
export const STATEMENT_TYPE = 'application/vnd.in-toto+json';

/**
 * The verification summary of a verdict: in-toto Statement v1 with the
 * predicate of SLSA's VSA 1.0.
 *
 * @param verifier - Base of this API.
 */
export function statementOf(
  row: Omit<VerdictRow, 'attestation'>,
  artifactDigest: string | null,
  verifier: string,
): object {
  const subject = [
    { uri: row.entity_ref, digest: { gitCommit: row.commit_sha } },
    ...(artifactDigest
      ? [{ digest: { sha256: artifactDigest.slice('sha256:'.length) } }]
      : []),
  ];
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/verification_summary/v1',
    predicate: {
      verifier: { id: verifier },
      timeVerified: isoOf(row.evaluated_at),
      resourceUri: row.entity_ref,
      policy: {
        uri: `${verifier}/v1/policy/${row.policy_digest}`,
        digest: { sha256: row.policy_digest.slice('sha256:'.length) },
      },
      inputAttestations: [
        {
          uri: `${verifier}/v1/verdicts/${row.id}/evidence`,
          digest: { sha256: row.evidence_digest.slice('sha256:'.length) },
        },
      ],
      verificationResult: row.decision === 'pass' ? 'PASSED' : 'FAILED',
      verifiedLevels: [],
      'https://waymark.dev/verdict': { id: row.id, stage: row.stage },
    },
  };
}
