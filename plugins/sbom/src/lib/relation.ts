/**
 * The text for a component's relation to the root; null where a document has
 * no graph, which cannot tell.
 */
export function relationKey(direct: boolean | null) {
  if (direct === null) {
    return 'components.unknownRelation';
  }
  return direct ? 'components.direct' : 'components.transitive';
}
