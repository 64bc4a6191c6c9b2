import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { LlmUse } from '@waymark/backstage-plugin-llm-proxy-common';
import { Card, State, TextLink } from '@waymark/backstage-plugin-waymark-react';
import { denialsRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';
import { DenialsTable } from '../DenialsPage/DenialsTable';

/** What was refused lately, and who can change it. */
export function LastDenials({ use }: { use: LlmUse }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const route = useRouteRef(denialsRouteRef);
  const query = use.service
    ? `?who=${encodeURIComponent(use.service)}`
    : '?who=mine';
  return (
    <Card
      title={t('lastDenials.title')}
      note={t('lastDenials.note', { value: use.denialCount })}
      end={
        route && (
          <TextLink to={`${route()}${query}`}>{t('lastDenials.all')}</TextLink>
        )
      }
    >
      {use.denials.length === 0 ? (
        <p>
          <State state="pass">{t('lastDenials.none')}</State>
        </p>
      ) : (
        <DenialsTable items={use.denials} />
      )}
    </Card>
  );
}
