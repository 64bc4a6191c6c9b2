import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type LlmModel,
  type LlmUse,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  Loaded,
  PageTitle,
  SkeletonRows,
  WaymarkRoot,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { llmProxyApiRef } from '../../api';
import { llmProxyTranslationRef } from '../../translation';
import { AsSelect, asNames } from '../AsSelect/AsSelect';
import { CallIt } from './CallIt';
import { Headroom } from './Headroom';
import { LastDenials } from './LastDenials';
import { OpenModels } from './OpenModels';
import { UseSentence } from './UseSentence';

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 6fr) minmax(0, 5fr)',
  gap: 16,
});

/** "What may I use, and how much is left?" */
export function UsePage() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const client = useApi(llmProxyApiRef);
  const [{ as: service }, setUrl] = useUrlFilters(asNames);
  const answer = useData(`use ${service ?? ''}`, async signal => {
    const [use, models] = await Promise.all([
      client.getUse({ service }, { signal }),
      client.listModels({ service }, { signal }),
    ]);
    return { use, models: models.items };
  });
  return (
    <WaymarkRoot layout="page">
      <PageTitle
        title={t('use.title')}
        end={
          <AsSelect value={service} onChange={value => setUrl({ as: value })} />
        }
      >
        {answer.data ? <UseSentence {...answer.data} /> : t('use.loading')}
      </PageTitle>
      <Loaded
        on="page"
        state={answer}
        skeleton={<PageSkeleton />}
        permission={llmProxyUsageReadPermission.name}
      >
        {data => <Answer {...data} service={service} />}
      </Loaded>
    </WaymarkRoot>
  );
}

function PageSkeleton() {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  return (
    <>
      <Columns>
        <Card title={t('call.title')}>
          <SkeletonRows rows={6} height={38} />
        </Card>
        <Card title={t('open.title')}>
          <SkeletonRows rows={6} height={38} />
        </Card>
      </Columns>
      <Card title={t('headroom.title')}>
        <SkeletonRows rows={5} height={33} />
      </Card>
      <Card title={t('lastDenials.title')}>
        <SkeletonRows rows={4} />
      </Card>
    </>
  );
}

function Answer(props: {
  use: LlmUse;
  models: LlmModel[];
  service: string | undefined;
}) {
  const { use, models, service } = props;
  return (
    <>
      <Columns>
        <CallIt
          key={service ?? ''}
          baseUrl={use.baseUrl}
          service={service}
          alias={models.find(isOpenForChat)?.alias ?? models[0]?.alias}
        />
        <OpenModels models={models} service={service} />
      </Columns>
      <Headroom use={use} />
      <LastDenials use={use} />
    </>
  );
}

function isOpenForChat(model: LlmModel): boolean {
  return model.access.allowed && model.operations.includes('chat');
}
