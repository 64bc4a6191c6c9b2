import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type BomHead,
  type BomSummary,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  Failure,
  SkeletonRows,
  entityName,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { useSummaries } from '../../hooks/useSummaries';
import { headKey, sortHeads } from '../../lib/states';
import { sbomTranslationRef } from '../../translation';
import { UploadCommand } from '../UploadCommand/UploadCommand';
import { UploadsPanel } from '../UploadsPanel/UploadsPanel';
import { HeadLine } from './HeadLine';
import { HeadTabs } from './HeadTabs';

const Stack = styled('div')({ display: 'grid', gap: 16, minWidth: 0 });

const names = ['head'] as const;

/** Everything that is known of one service's BOMs. */
export function SbomTab(props: { entityRef: string }) {
  const answer = useSummaries([props.entityRef]);
  const summary = answer.data?.get(props.entityRef);
  const hidden = answer.data && !summary ? { status: 404 } : undefined;
  const error = answer.error ?? hidden;
  if (error !== undefined) {
    return (
      <Failure
        on="page"
        error={error}
        permission={sbomBomReadPermission.name}
        onRetry={answer.retry}
      />
    );
  }
  if (!summary) {
    return <TabSkeleton />;
  }
  return summary.main ? (
    <WithHeads summary={summary} main={summary.main} />
  ) : (
    <WithoutHeads summary={summary} />
  );
}

function TabSkeleton() {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <Card title={t('card.title')}>
      <SkeletonRows rows={14} />
    </Card>
  );
}

function WithHeads(props: { summary: BomSummary; main: BomHead }) {
  const [{ head: chosen }, setUrl] = useUrlFilters(names);
  const heads = sortHeads(props.summary.heads);
  const head = heads.find(other => headKey(other) === chosen) ?? props.main;
  return (
    <Stack>
      <HeadLine
        head={head}
        heads={heads}
        onChange={key =>
          setUrl({ head: key === headKey(props.main) ? undefined : key })
        }
      />
      <HeadTabs entityRef={props.summary.entityRef} head={head} />
    </Stack>
  );
}

function WithoutHeads(props: { summary: BomSummary }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { entityRef, lastRefusal } = props.summary;
  return (
    <Stack>
      <Card title={t('card.title')}>
        <p style={{ marginBottom: 12 }}>
          {t('upload.none', { name: entityName(entityRef) })}
        </p>
        <UploadCommand entityRef={entityRef} />
      </Card>
      {lastRefusal && <UploadsPanel entityRef={entityRef} />}
    </Stack>
  );
}
