/**
 * The text for a component's relation to the root; null where no graph leads
 * from there to it, so that nobody can tell.
 */
export function relationKey(direct: boolean | null) {
  if (direct === null) {
    return 'components.unknownRelation';
  }
  return direct ? 'components.direct' : 'components.transitive';
}
