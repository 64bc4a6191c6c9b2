import type { ItemOf } from '../types';

const DIGEST = /@(sha256:[0-9a-f]{64})$/;

/** Docker's own short names: no host before the first slash. */
const DEFAULT_REGISTRY = 'docker.io';

/** Reads an image reference as `docker pull` would. */
export function imageOf(
  file: string,
  line: number | null,
  ref: string,
  role: string,
): ItemOf<'images'> {
  return {
    file,
    line,
    ref,
    registry: registryOf(ref),
    digest: digestOf(ref),
    role,
  };
}

/** The digest that a reference names; null where it names a tag or nothing. */
export function digestOf(ref: string): string | null {
  return DIGEST.exec(ref)?.[1] ?? null;
}

function registryOf(ref: string): string {
  const [head, ...rest] = ref.split('/');
  const isHost = /[.:]/.test(head) || head === 'localhost';
  if (rest.length === 0 || !isHost) {
    return DEFAULT_REGISTRY;
  }
  const host = head.toLowerCase();
  return host === 'index.docker.io' ? DEFAULT_REGISTRY : host;
}

/** Fills `${NAME}`, `$NAME`, `${NAME:-default}`; what is unknown stays. */
export function substitute(
  text: string,
  values: ReadonlyMap<string, string>,
): string {
  return text.replace(
    /\$(?:\{(\w+)(?::?([-+?])([^}]*))?\}|(\w+))/g,
    (whole, braced, operator, word, bare) => {
      const value = values.get(braced ?? bare);
      if (operator === '+') {
        return value === undefined ? '' : word;
      }
      return value ?? (operator === '-' ? word : whole);
    },
  );
}
