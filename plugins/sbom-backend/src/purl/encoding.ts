/**
 * Percent-encodes by the purl specification, "Rules for each PURL component":
 * letters, digits and `.-_~` stay, so does the colon; all else is encoded.
 */
export function encodePart(text: string): string {
  if (!/[^A-Za-z0-9._~:-]/.test(text)) {
    return text;
  }
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, encodeMark)
    .replaceAll('%3A', ':');
}

function encodeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Undoes percent-encoding; undefined where it is malformed. */
export function decodePart(text: string): string | undefined {
  if (!text.includes('%')) {
    return text;
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
