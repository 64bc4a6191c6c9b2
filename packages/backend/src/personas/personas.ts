import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
  type Entity,
  type UserEntity,
} from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import {
  InputError,
  isError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  createProxyAuthenticator,
  type AuthResolverContext,
  type ProfileInfo,
  type SignInResolver,
} from '@backstage/plugin-auth-node';

/** Names the person to sign in as; without it, the first configured one. */
const PERSONA_HEADER = 'x-waymark-persona';

const CONFIG_KEY = 'auth.providers.guest';

interface PersonaResult {
  userEntityRef: string;
}

/**
 * The people that may be signed in as without a password, in order; none when
 * the guest provider is not configured. Throws when it is configured anywhere
 * but under `NODE_ENV=development`: whoever reaches such a portal would be in.
 */
export function readPersonas(
  config: Config,
  environment: string | undefined,
): string[] {
  const people = config.getOptionalConfigArray(`${CONFIG_KEY}.personas`);
  if (!config.has(CONFIG_KEY) || !people?.length) {
    return [];
  }
  if (environment !== 'development') {
    throw new NotAllowedError(
      `Sign-in without a password (${CONFIG_KEY}) is refused when NODE_ENV is ${
        environment ?? 'not set'
      }: leave out app-config.development.yaml, and configure a real sign-in as in app-config.production.yaml`,
    );
  }
  return people.map(person =>
    stringifyEntityRef(
      parseEntityRef(person.getString('userEntityRef'), {
        defaultKind: 'user',
      }),
    ),
  );
}

/** Takes the person from the request header, if it is a configured one. */
export function createPersonaAuthenticator(personas: readonly string[]) {
  return createProxyAuthenticator({
    async defaultProfileTransform({ userEntityRef }: PersonaResult, ctx) {
      const entity = await findUser(userEntityRef, ctx);
      return { profile: readProfile(entity) };
    },
    initialize() {},
    async authenticate({ req }): Promise<{ result: PersonaResult }> {
      const userEntityRef = req.get(PERSONA_HEADER) ?? personas[0];
      if (!personas.includes(userEntityRef)) {
        throw new InputError(
          `${PERSONA_HEADER} names somebody who is not listed under ${CONFIG_KEY}.personas`,
        );
      }
      return { result: { userEntityRef } };
    },
  });
}

/**
 * Signs in as a person of the catalog. A token stands for its holder's groups
 * for an hour, so none is issued before the catalog knows them.
 */
export const signInPersona: SignInResolver<PersonaResult> = async (
  { result: { userEntityRef } },
  ctx,
) => {
  const entity = await findUser(userEntityRef, ctx);
  if (!entity?.relations?.some(({ type }) => type === RELATION_MEMBER_OF)) {
    throw new ServiceUnavailableError(
      `${userEntityRef} is not in the catalog yet, or in no group there; a catalog that has just started needs a few seconds`,
    );
  }
  const { ownershipEntityRefs } = await ctx.resolveOwnershipEntityRefs(entity);
  return ctx.issueToken({
    claims: { sub: userEntityRef, ent: ownershipEntityRefs },
  });
};

async function findUser(
  entityRef: string,
  ctx: AuthResolverContext,
): Promise<Entity | undefined> {
  try {
    return (await ctx.findCatalogUser({ entityRef })).entity;
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return undefined;
    }
    throw error;
  }
}

function readProfile(entity: Entity | undefined): ProfileInfo {
  const { displayName, email } =
    (entity as UserEntity | undefined)?.spec.profile ?? {};
  return { displayName, email };
}
