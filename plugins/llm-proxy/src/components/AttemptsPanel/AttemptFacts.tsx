import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { LlmAttempt } from '@waymark/backstage-plugin-llm-proxy-common';
import { llmProxyTranslationRef } from '../../translation';

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: 'max-content minmax(0, 1fr)',
  gap: '4px 16px',
  fontSize: 12,
  lineHeight: '16px',
  '& dt': { color: 'var(--wm-muted)' },
  '& dd': { overflowWrap: 'anywhere' },
});

/** What of an attempt has no column. */
const names = [
  'requestId',
  'id',
  'attempt',
  'operation',
  'provider',
  'model',
  'priceVersion',
  'policyDigest',
  'cachedInputTokens',
  'status',
  'end',
  'firstByteMs',
  'cache',
  'deployment',
  'commit',
  'system',
  'team',
] as const satisfies readonly (keyof LlmAttempt)[];

/** All that is recorded of one attempt; never a prompt. */
export function AttemptFacts({ item }: { item: LlmAttempt }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return (
    <Facts>
      {names.map(
        name =>
          item[name] !== null && [
            <dt key={name}>{t(`fact.${name}`)}</dt>,
            <dd key={`${name} value`}>
              <code>{item[name]}</code>
            </dd>,
          ],
      )}
    </Facts>
  );
}
