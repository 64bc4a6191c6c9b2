import type { Evidence } from '@waymark/policy-engine';
import { digestOf } from '../canonical';

/**
 * The digest of what was found in a repository: alike for two documents that
 * differ in time, or in what the portal wrote into them.
 */
export function contentDigest(evidence: Evidence): string {
  const { attestations, catalog, context, subject, ...found } = evidence;
  const { vulnerabilities } = found;
  return digestOf({
    ...found,
    commit: subject.commit,
    attestations,
    vulnerabilities:
      vulnerabilities.status === 'ok'
        ? vulnerabilities.items.map(item => [
            item.id,
            item.purl,
            item.class,
            item.kev,
            item.fixedIn,
          ])
        : vulnerabilities.status,
  });
}
