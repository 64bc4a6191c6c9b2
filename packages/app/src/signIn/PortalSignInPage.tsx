import { SignInPage } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { appTranslationRef } from '../translation';
import { oidcAuthApiRef } from './oidc';
import { PersonaSignIn } from './PersonaSignIn';
import { currentPersona, readPersonas } from './personas';

/** Signs in a persona where there are any, else asks for single sign-on. */
export function PortalSignInPage(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const { t } = useTranslationRef(appTranslationRef);
  const persona = currentPersona(readPersonas(config), window.localStorage);
  if (persona) {
    return <PersonaSignIn {...props} persona={persona} />;
  }
  return (
    <SignInPage
      {...props}
      provider={{
        id: 'oidc',
        title: t('signIn.title'),
        message: t('signIn.message'),
        apiRef: oidcAuthApiRef,
      }}
    />
  );
}
