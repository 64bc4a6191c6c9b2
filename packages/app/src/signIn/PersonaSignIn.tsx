import {
  ErrorPanel,
  Progress,
  ProxiedSignInPage,
} from '@backstage/core-components';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { useCallback, useEffect, useState } from 'react';
import type { Persona } from './personas';

/** How often to ask again while the catalog is still being read. */
const RETRY_MS = 1_500;

/** Signs in without a click, as soon as the backend knows the person. */
export function PersonaSignIn(props: SignInPageProps & { persona: Persona }) {
  const { persona, ...page } = props;
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt(before => before + 1), []);
  return (
    <ProxiedSignInPage
      {...page}
      key={attempt}
      provider="guest"
      headers={{ 'x-waymark-persona': persona.userEntityRef }}
      ErrorComponent={({ error }) => (
        <SignInFailed error={error} onRetry={again} />
      )}
    />
  );
}

function SignInFailed(props: { error?: Error; onRetry: () => void }) {
  const { error, onRetry } = props;
  const early =
    error && 'statusCode' in error ? error.statusCode === 503 : false;
  useEffect(() => {
    if (!early) {
      return undefined;
    }
    const timer = setTimeout(onRetry, RETRY_MS);
    return () => clearTimeout(timer);
  }, [early, onRetry]);
  return early || !error ? <Progress /> : <ErrorPanel error={error} />;
}
