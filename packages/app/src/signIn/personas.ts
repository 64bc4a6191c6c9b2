import type { ConfigApi } from '@backstage/frontend-plugin-api';

/** Somebody whom the portal may be used as, in development. */
export interface Persona {
  userEntityRef: string;
  /** What the menu says, role included. */
  title: string;
}

const STORAGE_KEY = 'waymark.persona';

type PersonaStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** The configured personas; none outside development. */
export function readPersonas(config: ConfigApi): Persona[] {
  const people =
    config.getOptionalConfigArray('auth.providers.guest.personas') ?? [];
  return people.map(person => ({
    userEntityRef: person.getString('userEntityRef'),
    title: person.getString('title'),
  }));
}

/** Who was chosen in this browser, or the first; undefined if there is none. */
export function currentPersona(
  personas: readonly Persona[],
  storage: PersonaStorage,
): Persona | undefined {
  const chosen = storage.getItem(STORAGE_KEY);
  return (
    personas.find(({ userEntityRef }) => userEntityRef === chosen) ??
    personas[0]
  );
}

/** Remembers the choice; it counts from the next sign-in on. */
export function choosePersona(persona: Persona, storage: PersonaStorage): void {
  storage.setItem(STORAGE_KEY, persona.userEntityRef);
}
