/**
 * Takes out of a generated document what only concerns the machine that made
 * it: references to package registries, and paths. The rest stays as the tool
 * wrote it.
 */
export interface StripOptions {
  /** Host names of package registries. */
  registries: string[];
  /** Folder in which the tool ran. */
  folder: string;
}

interface Reference {
  type?: unknown;
  url?: unknown;
}

function isRegistryUrl(url: string, registries: string[]): boolean {
  const host = /^[a-z+.-]+:\/\/([^/:?#]+)/i.exec(url)?.[1].toLowerCase();
  return registries.some(
    registry => host === registry || host?.endsWith(`.${registry}`),
  );
}

function keeps({ type, url }: Reference, registries: string[]): boolean {
  // `distribution` and `distribution-intake` say where a package was fetched.
  const distribution = String(type).startsWith('distribution');
  return !distribution && !isRegistryUrl(String(url), registries);
}

// Cargo names a package by its source; what remains is as unique.
function withoutSources(text: string, folder: string): string {
  return text
    .replaceAll(/registry\+[a-z]+:\/\/[^#"<\s]*#/g, '')
    .replaceAll(`path+file://${folder}#`, '')
    .replaceAll(`file://${folder}`, 'file://.')
    .replaceAll(folder, '.');
}

function stripJson(text: string, registries: string[]): string {
  const document: unknown = JSON.parse(text, (key, value: unknown) => {
    if (key !== 'externalReferences' || !Array.isArray(value)) {
      return value;
    }
    const kept = value.filter((entry: Reference) => keeps(entry, registries));
    return kept.length > 0 ? kept : undefined;
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

const reference =
  /\s*<reference\s+type="([^"]*)"\s*>\s*<url>\s*([^<]*?)\s*<\/url>[\s\S]*?<\/reference>/g;

// The input is what our own tools wrote, in one fixed form; not any XML.
function stripXml(text: string, registries: string[]): string {
  return text
    .replaceAll(reference, (whole, type: string, url: string) =>
      keeps({ type, url }, registries) ? whole : '',
    )
    .replaceAll(/\s*<externalReferences>\s*<\/externalReferences>/g, '');
}

/**
 * Gives the document without references to registries and without paths of
 * this machine. Throws when a registry's host name is left elsewhere.
 */
export function stripDocument(
  text: string,
  format: 'json' | 'xml',
  { registries, folder }: StripOptions,
): string {
  const strip = format === 'json' ? stripJson : stripXml;
  const stripped = strip(withoutSources(text, folder), registries);
  const left = registries.find(registry => stripped.includes(registry));
  if (left) {
    const at = stripped.indexOf(left);
    throw new Error(
      `The document still names a package registry: ${stripped.slice(
        Math.max(0, at - 120),
        at + 60,
      )}`,
    );
  }
  return stripped;
}
