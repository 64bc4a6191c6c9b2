import { setTimeout as wait } from 'node:timers/promises';

/**
 * The portal as its guest sees it: signed in like the browser does, with no
 * more rights.
 */
export function createGuest(baseUrl, fetchApi = fetch) {
  let token;

  const call = async (path, body) => {
    const response = await fetchApi(`${baseUrl}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) {
      throw new Error(`${path.split('?')[0]} answers ${response.status}`);
    }
    return response.json();
  };

  const query = (filter, limit, fields) =>
    call(
      `/api/catalog/entities/by-query?${new URLSearchParams({
        filter,
        limit: String(limit),
        fields,
      })}`,
    );

  return {
    /** Signs in anew: a token shows the teams that the catalog knew when it was made. */
    async signIn() {
      const response = await fetchApi(`${baseUrl}/api/auth/guest/refresh`, {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) {
        throw new Error(`guest sign-in answers ${response.status}`);
      }
      const { backstageIdentity } = await response.json();
      token = backstageIdentity.token;
      return {
        user: backstageIdentity.identity.userEntityRef,
        owns: backstageIdentity.identity.ownershipEntityRefs,
      };
    },
    /** All components, each with whether its owner is known by relation. */
    async components() {
      const { items } = await query(
        'kind=component',
        500,
        'kind,metadata.namespace,metadata.name,relations',
      );
      return items.map(entity => ({
        ref: refOf(entity),
        owners: (entity.relations ?? [])
          .filter(({ type }) => type === 'ownedBy')
          .map(({ targetRef }) => targetRef),
      }));
    },
    /** How many of the entities have an SBOM. */
    async withSboms(refs) {
      const { items } = await call('/api/sbom/v1/summaries/by-query', {
        entityRefs: refs.slice(0, 500),
      });
      return items.filter(item => item?.main).length;
    },
  };
}

/**
 * Waits until the guest sees the catalog: a team of their own, services of
 * theirs, every component with its owner, and no more coming.
 *
 * @param signal to give up
 * @returns the refs of all components and of the guest's own
 */
export async function waitForCatalog(guest, { signal, pauseMs = 700 }) {
  let before = '';
  for (;;) {
    try {
      const { user, owns } = await guest.signIn();
      const components = await guest.components();
      const mine = components.filter(({ owners }) =>
        owners.some(owner => owns.includes(owner)),
      );
      const complete =
        mine.length > 0 && components.every(({ owners }) => owners.length > 0);
      const seen = `${components.length}/${owns.length}`;
      if (complete && seen === before) {
        return {
          user,
          all: components.map(({ ref }) => ref),
          mine: mine.map(({ ref }) => ref),
        };
      }
      before = complete ? seen : '';
    } catch {
      // Not ready yet; the caller's signal ends this.
    }
    await wait(pauseMs, undefined, { signal });
  }
}

function refOf({ kind, metadata }) {
  return `${kind}:${metadata.namespace ?? 'default'}/${
    metadata.name
  }`.toLowerCase();
}
