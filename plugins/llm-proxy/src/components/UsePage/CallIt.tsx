import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  Card,
  CodeBlock,
  CopyButton,
  Segments,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import {
  type SampleLanguage,
  sample,
  sampleLanguages,
} from '../../lib/samples';
import { llmProxyTranslationRef } from '../../translation';
import { TokenField } from './TokenField';

const names: Record<SampleLanguage, string> = {
  javascript: 'JavaScript',
  python: 'Python',
  go: 'Go',
  curl: 'curl',
};

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: '92px minmax(0, 1fr)',
  gap: 8,
  alignItems: 'center',
  marginBottom: '12px !important',
  '& dt': { color: 'var(--wm-muted)' },
  '& dd': {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '4px 8px',
    alignItems: 'center',
    minWidth: 0,
    minHeight: 32,
  },
  '& dd > code': {
    padding: '4px 8px',
    borderRadius: 4,
    background: 'var(--wm-code)',
    overflowWrap: 'anywhere',
  },
});

/** What a first call takes: an address, a credential and a few lines. */
export function CallIt(props: {
  baseUrl: string;
  service: string | undefined;
  /** Undefined where no model is declared. */
  alias: string | undefined;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const [language, setLanguage] = useState<SampleLanguage>('javascript');
  return (
    <Card
      title={t('call.title')}
      end={
        <Segments
          label={t('call.language')}
          value={language}
          options={sampleLanguages.map(value => ({
            value,
            label: names[value],
          }))}
          onChange={value => setLanguage(value as SampleLanguage)}
        />
      }
      footer={t('call.footer')}
    >
      <Facts>
        <dt>{t('call.baseUrl')}</dt>
        <dd>
          <code>{props.baseUrl}</code>
          <CopyButton text={props.baseUrl} />
        </dd>
        <dt>{t('call.credential')}</dt>
        <dd>
          <TokenField service={props.service} />
        </dd>
      </Facts>
      <CodeBlock
        text={sample(language, props.alias ?? 'model')}
        label={t('call.sample', { language: names[language] })}
      />
    </Card>
  );
}
