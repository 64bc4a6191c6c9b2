import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { LlmModel } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  EntityLink,
  type MarkState,
  MiddleCut,
  Muted,
  NoValue,
  Note,
  State,
  StateChip,
  Tag,
} from '@waymark/backstage-plugin-waymark-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../hooks/useFormats';
import { llmProxyTranslationRef } from '../../translation';
import { Who } from '../Who/Who';

const stateMarks: Record<LlmModel['state'], MarkState> = {
  available: 'pass',
  deprecated: 'warn',
  ended: 'fail',
  unavailable: 'unknown',
};

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, max-content) minmax(150px, 1fr)',
  gap: '6px 16px',
  margin: '12px 0 !important',
  '& dt': { color: 'var(--wm-muted)' },
  '& dd': {
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
});

/** One model: what it costs, what may be sent to it, and whether one may. */
export function ModelCard(props: { model: LlmModel; onAsk: () => void }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { model } = props;
  return (
    <Card
      title={
        <code style={{ fontSize: 14 }}>
          <MiddleCut text={model.alias} max={24} />
        </code>
      }
      state={
        <StateChip state={stateMarks[model.state]}>
          {t(`models.state.${model.state}`)}
        </StateChip>
      }
      end={model.builtIn && <Tag>{t('models.builtIn')}</Tag>}
      footer={<Access {...props} />}
    >
      <p>
        <EntityLink entityRef={model.entityRef}>{model.title}</EntityLink>
        {model.description && (
          <>
            {' '}
            <Muted>{model.description}</Muted>
          </>
        )}
      </p>
      <ModelFacts model={model} />
      <Warnings model={model} />
    </Card>
  );
}

function ModelFacts({ model }: { model: LlmModel }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { price, fine } = useFormats();
  const { input, cachedInput, output, perRequest } = model.price;
  const tokens = (count: number) => t('models.tokens', { value: count });
  const facts: [string, ReactNode][] = [
    [t('models.provider'), model.provider],
    [
      t('models.price'),
      t('models.prices', { input: price(input), output: price(output) }),
    ],
    [
      t('models.cached'),
      t('models.cachedPrice', { price: price(cachedInput) }),
    ],
    ...(perRequest > 0
      ? [[t('models.perRequest'), fine(perRequest)] as [string, ReactNode]]
      : []),
    [t('models.data'), t(`dataClass.${model.dataClass}`)],
    [t('models.context'), tokens(model.contextTokens)],
    [
      t('models.output'),
      model.maxOutputTokens > 0 ? tokens(model.maxOutputTokens) : <NoValue />,
    ],
    [
      t('models.regions'),
      model.regions.length > 0 ? model.regions.join(', ') : <NoValue />,
    ],
    [
      t('models.retention'),
      model.retentionDays === 0
        ? t('models.keepsNothing')
        : t('models.keeps', { count: model.retentionDays }),
    ],
    [t('models.owner'), <Who key="owner" name={model.owner} />],
  ];
  return (
    <Facts>
      {facts.map(([name, value]) => [
        <dt key={name}>{name}</dt>,
        <dd key={`${name} value`}>{value}</dd>,
      ])}
    </Facts>
  );
}

function Warnings({ model }: { model: LlmModel }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { day } = useFormats();
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {model.builtIn && <Note state="warn">{t('models.builtInNote')}</Note>}
      {model.endOfLife && (
        <Note state="warn">
          {t('models.endsOn', { day: day(model.endOfLife) })}{' '}
          {model.replacedBy && t('models.replacedBy', { by: model.replacedBy })}
        </Note>
      )}
    </div>
  );
}

function Access(props: { model: LlmModel; onAsk: () => void }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { allowed, rule, reason } = props.model.access;
  if (allowed) {
    return <State state="pass">{t('models.youMay')}</State>;
  }
  return (
    <>
      <State state="fail">{t('models.youMayNot')}</State>{' '}
      {rule && (
        <>
          <code>{rule}</code>{' '}
        </>
      )}
      {reason}{' '}
      <Button
        variant="text"
        size="small"
        aria-label={t('models.requestOf', { alias: props.model.alias })}
        onClick={props.onAsk}
      >
        {t('models.request')}
      </Button>
    </>
  );
}
