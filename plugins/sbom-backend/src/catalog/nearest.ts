/**
 * Those of many refs that look most like a given one, best first: at most a
 * third of the letters of the name may differ.
 */
export function nearest(
  wanted: string,
  candidates: Iterable<string>,
  limit: number,
): string[] {
  const name = nameOf(wanted);
  const allowed = Math.max(1, Math.floor(name.length / 3));
  const found: Array<{ ref: string; distance: number }> = [];
  for (const ref of candidates) {
    const distance = editDistance(name, nameOf(ref), allowed);
    if (distance <= allowed) {
      found.push({ ref, distance });
    }
  }
  found.sort((a, b) => a.distance - b.distance || (a.ref < b.ref ? -1 : 1));
  return found.slice(0, limit).map(item => item.ref);
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** Levenshtein distance; anything beyond `most` is `most + 1`. */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) {
    return most + 1;
  }
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(replaced, previous[j] + 1, current[j - 1] + 1);
    }
    if (Math.min(...current) > most) {
      return most + 1;
    }
    previous = current;
  }
  return Math.min(previous[b.length], most + 1);
}
