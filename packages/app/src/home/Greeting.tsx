import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { useData } from '@waymark/backstage-plugin-waymark-react';
import { homeTranslationRef } from './translation';

/** The person's name, when the sign-in knows one. */
export function Greeting() {
  const { t } = useTranslationRef(homeTranslationRef);
  const identity = useApi(identityApiRef);
  const profile = useData('profile', () => identity.getProfileInfo());
  const greeting = t(`greeting.${partOfDay(new Date().getHours())}`);
  const name = profile.data?.displayName?.split(' ')[0];
  return <>{name ? t('greeting.named', { greeting, name }) : greeting}</>;
}

function partOfDay(hour: number): 'morning' | 'afternoon' | 'evening' {
  if (hour >= 5 && hour < 12) {
    return 'morning';
  }
  return hour >= 12 && hour < 18 ? 'afternoon' : 'evening';
}
