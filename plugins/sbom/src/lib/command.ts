/**
 * The command that uploads a BOM from CI.
 *
 * Refs, slots and channels hold no character that a shell or a URL's query
 * would read otherwise (RFC 3986 section 3.4 allows `:` and `/` there).
 *
 * @param baseUrl - of the SBOM API, as discovery gives it
 */
export function uploadCommand(
  baseUrl: string,
  target: { entityRef: string; slot?: string; channel?: string },
): string {
  const { entityRef, slot = 'source', channel = 'main' } = target;
  const deployment = channel.startsWith('deployed:')
    ? '&deploymentId=$DEPLOYMENT_ID'
    : '';
  return [
    // A backslash at the end of a line continues it inside quotes, too.
    `curl --fail-with-body -X POST "${baseUrl}/v1/boms\\`,
    `?entityRef=${entityRef}&slot=${slot}&channel=${channel}\\`,
    `&commit=$(git rev-parse HEAD)${deployment}" \\`,
    `  -H "Authorization: Bearer $WAYMARK_TOKEN" \\`,
    `  -H "Content-Type: application/vnd.cyclonedx+json" \\`,
    `  --data-binary @sbom.cdx.json`,
  ].join('\n');
}

/** The command that asks what is wrong with a BOM and keeps nothing. */
export function validateCommand(baseUrl: string): string {
  return [
    `curl -X POST "${baseUrl}/v1/validate" \\`,
    `  -H "Authorization: Bearer $WAYMARK_TOKEN" \\`,
    `  -H "Content-Type: application/vnd.cyclonedx+json" \\`,
    `  --data-binary @sbom.cdx.json`,
  ].join('\n');
}
