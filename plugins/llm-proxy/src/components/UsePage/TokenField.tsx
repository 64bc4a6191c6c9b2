import {
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type LlmTokenResponse,
  llmProxyTokenCreatePermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  CopyButton,
  Failure,
  Small,
  middleCut,
} from '@waymark/backstage-plugin-waymark-react';
import { useEffect, useState } from 'react';
import { llmProxyApiRef } from '../../api';
import { llmProxyTranslationRef } from '../../translation';

interface Token {
  text: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Makes a credential of a few minutes and shows it once: it lives in this
 * component alone, and is gone with it or when it ends.
 */
export function TokenField({ service }: { service: string | undefined }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const create = useTokenMaker(service);
  const [token, setToken] = useState<Token>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const made = await create();
      setToken({
        text: made.access_token,
        expiresAt: Date.now() + made.expires_in * 1_000,
      });
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  if (token) {
    return <Shown token={token} onEnd={() => setToken(undefined)} />;
  }
  return (
    <>
      <Button
        size="small"
        sx={{ fontWeight: 600 }}
        disabled={busy}
        onClick={make}
      >
        {t('token.create')}
      </Button>
      <Small>{t(service ? 'token.ofService' : 'token.own')}</Small>
      {error !== undefined && (
        <Failure
          error={error}
          permission={llmProxyTokenCreatePermission.name}
        />
      )}
    </>
  );
}

function useTokenMaker(
  service: string | undefined,
): () => Promise<LlmTokenResponse> {
  const client = useApi(llmProxyApiRef);
  const identity = useApi(identityApiRef);
  return async () => {
    const { token } = await identity.getCredentials();
    return client.exchangeToken({ subjectToken: token ?? '', service });
  };
}

function Shown(props: { token: Token; onEnd: () => void }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { token, onEnd } = props;
  const left = useSecondsUntil(token.expiresAt, onEnd);
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(
    2,
    '0',
  )}`;
  return (
    <>
      <code>{middleCut(token.text, 28)}</code>
      <CopyButton text={token.text}>{t('token.copy')}</CopyButton>
      <Small sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {t('token.left', { clock })}
      </Small>
    </>
  );
}

/** Whole seconds until a time; calls back once it has come. */
function useSecondsUntil(at: number, onEnd: () => void): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((at - now) / 1_000));
  useEffect(() => {
    if (left === 0) {
      onEnd();
    }
    // Once, when it ends; `onEnd` is new on each render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [left]);
  return left;
}
