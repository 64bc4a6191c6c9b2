/** A document that is unusual but means something, and what it means. */
export interface StrangeBom {
  name: string;
  document(): object;
  components: number;
  /** Direct dependencies; not looked at when left out. */
  direct?: number | null;
  /** False where something is to be said about it; it is stored all the same. */
  flawless?: boolean;
}

/** Members of an object of a document. */
export type Fields = Record<string, unknown>;

/** What the documents are about. */
export const root = { type: 'application', name: 'app', 'bom-ref': 'root' };

/** An npm package. */
export function lib(name: string, more: Fields = {}): Fields {
  const purl = `pkg:npm/${encodeURIComponent(name)}@1.0.0`;
  return {
    type: 'library',
    name,
    version: '1.0.0',
    'bom-ref': name,
    purl,
    ...more,
  };
}

/** A document with a root. */
export function bom(more: Fields): Fields {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: root },
    ...more,
  };
}

/** An entry of the dependency graph. */
export const edge = (ref: string, ...dependsOn: string[]) => ({
  ref,
  dependsOn,
});
/** Several packages. */
export const libs = (...names: string[]) => names.map(name => lib(name));
/** A list of a length. */
export const many = <T>(length: number, make: (index: number) => T) =>
  Array.from({ length }, (_, index) => make(index));
