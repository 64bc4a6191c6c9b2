import {
  discoveryApiRef,
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  CodeBlock,
  TextLink,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { ownUseRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';

/** The way to a first call. */
export function HowToStart({ entityRef }: { entityRef: string }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const discovery = useApi(discoveryApiRef);
  const route = useRouteRef(ownUseRouteRef);
  const baseUrl = useData('llm-proxy', () => discovery.getBaseUrl('llm-proxy'));
  return (
    <>
      <p style={{ marginBottom: 12 }}>{t('card.empty')}</p>
      <CodeBlock
        text={`export OPENAI_BASE_URL=${baseUrl.data ?? ''}/v1`}
        label={t('card.command')}
      />
      {route && (
        <p style={{ marginTop: 12 }}>
          <TextLink to={`${route()}?as=${encodeURIComponent(entityRef)}`}>
            {t('card.start')}
          </TextLink>
        </p>
      )}
    </>
  );
}
