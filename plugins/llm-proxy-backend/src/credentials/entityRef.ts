/** Kind, namespace and name as the catalog allows them. */
const REF =
  /^([a-z][a-z0-9]{0,62}):(?:([a-z0-9]+(?:-+[a-z0-9]+)*)\/)?([a-z0-9]+(?:[-_.]+[a-z0-9]+)*)$/;

/**
 * A full, lower-cased entity ref; null for text that is none. A namespace that
 * is left out is `default`.
 */
export function normaliseRef(text: string): string | null {
  const match =
    text.length <= 192 ? REF.exec(text.toLocaleLowerCase('en-US')) : null;
  return match ? `${match[1]}:${match[2] ?? 'default'}/${match[3]}` : null;
}

/** True for refs of users. */
export function isUserRef(ref: string): boolean {
  return ref.startsWith('user:');
}
