import type { UserEntity } from '@backstage/catalog-model';
import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useData } from '@waymark/backstage-plugin-waymark-react';
import { homeTranslationRef } from './translation';

/** A greeting by first name, when the sign-in or the catalog knows one. */
export function Greeting() {
  const { t } = useTranslationRef(homeTranslationRef);
  const identity = useApi(identityApiRef);
  const catalog = useApi(catalogApiRef);
  const profile = useData('profile', async () => {
    const { displayName } = await identity.getProfileInfo();
    if (displayName) {
      return displayName;
    }
    const { userEntityRef } = await identity.getBackstageIdentity();
    const entity = await catalog.getEntityByRef(userEntityRef);
    return (entity as UserEntity | undefined)?.spec.profile?.displayName;
  });
  const greeting = t(`greeting.${partOfDay(new Date().getHours())}`);
  const name = profile.data?.split(' ')[0];
  return <>{name ? t('greeting.named', { greeting, name }) : greeting}</>;
}

function partOfDay(hour: number): 'morning' | 'afternoon' | 'evening' {
  if (hour >= 5 && hour < 12) {
    return 'morning';
  }
  return hour >= 12 && hour < 18 ? 'afternoon' : 'evening';
}
