import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type LlmModel,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  CodeBlock,
  FilterRow,
  FilterSelect,
  Loaded,
  Note,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { modelEntity } from '../../lib/samples';
import { llmProxyTranslationRef } from '../../translation';
import { AsSelect } from '../AsSelect/AsSelect';
import { AskPanel } from '../AskPanel/AskPanel';
import { ModelCard } from './ModelCard';
import { useModelAsk } from './useModelAsk';

const names = ['as', 'ask', 'access', 'provider', 'data'] as const;
type Url = Partial<Record<(typeof names)[number], string>>;

const Grid = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(360px, 1fr))',
  gap: 16,
});

/** "Which models are there, and which are open to me?" */
export function ModelsPage() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const [url, setUrl] = useUrlFilters(names);
  const answer = useData(`models ${url.as ?? ''}`, async signal => {
    const { items } = await client.listModels({ service: url.as }, { signal });
    return items;
  });
  const all = answer.data ?? [];
  const asked = all.find(model => model.alias === url.ask);
  const toAsk = useModelAsk(url.as);
  return (
    <WaymarkRoot layout="page">
      <PageTitle
        title={t('models.title')}
        end={
          <AsSelect
            value={url.as}
            onChange={value => setUrl({ as: value, ask: undefined })}
          />
        }
      >
        {answer.data
          ? t('models.subtitle', {
              count: all.length,
              open: all.filter(model => model.access.allowed).length,
            })
          : t('use.loading')}
      </PageTitle>
      <Filters values={url} models={all} onChange={setUrl} />
      <Loaded
        on="page"
        state={answer}
        skeleton={<PageSkeleton />}
        permission={llmProxyUsageReadPermission.name}
      >
        {models => (
          <Models
            models={models}
            url={url}
            onAsk={alias => setUrl({ ask: alias })}
          />
        )}
      </Loaded>
      <AskPanel
        ask={asked && toAsk(asked)}
        onClose={() => setUrl({ ask: undefined })}
      />
    </WaymarkRoot>
  );
}

function PageSkeleton() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return (
    <Grid>
      {[1, 2, 3, 4].map(place => (
        <Card key={place} title={t('models.loading')}>
          <SkeletonRows rows={9} height={29} />
        </Card>
      ))}
    </Grid>
  );
}

function Filters(props: {
  values: Url;
  models: LlmModel[];
  onChange: (change: Url) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { values, models, onChange } = props;
  const providers = [...new Set(models.map(model => model.provider))].sort();
  return (
    <FilterRow>
      <FilterSelect
        label={t('filter.access')}
        value={values.access}
        options={[
          { value: 'open', label: t('filter.open') },
          { value: 'closed', label: t('filter.closed') },
        ]}
        onChange={access => onChange({ access })}
      />
      <FilterSelect
        label={t('filter.provider')}
        value={values.provider}
        options={providers.map(value => ({ value, label: value }))}
        onChange={provider => onChange({ provider })}
      />
      <FilterSelect
        label={t('filter.data')}
        value={values.data}
        options={(['public', 'internal', 'confidential'] as const).map(
          value => ({ value, label: t(`dataClass.${value}`) }),
        )}
        onChange={data => onChange({ data })}
      />
    </FilterRow>
  );
}

const classes: string[] = ['public', 'internal', 'confidential'];

function fits(model: LlmModel, url: Url): boolean {
  const { access, provider, data } = url;
  return (
    (!access || model.access.allowed === (access === 'open')) &&
    (!provider || model.provider === provider) &&
    (!data || classes.indexOf(model.dataClass) >= classes.indexOf(data))
  );
}

function Models(props: {
  models: LlmModel[];
  url: Url;
  onAsk: (alias: string) => void;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const shown = props.models.filter(model => fits(model, props.url));
  if (props.models.length === 0) {
    return (
      <Card title={t('models.emptyTitle')}>
        <p style={{ marginBottom: 12 }}>{t('models.empty')}</p>
        <CodeBlock text={modelEntity()} label="catalog-info.yaml" />
      </Card>
    );
  }
  if (shown.length === 0) {
    return (
      <Note on="page" state="none">
        {t('models.nothing')}
      </Note>
    );
  }
  return (
    <Grid>
      {shown.map(model => (
        <ModelCard
          key={model.alias}
          model={model}
          onAsk={() => props.onAsk(model.alias)}
        />
      ))}
    </Grid>
  );
}
