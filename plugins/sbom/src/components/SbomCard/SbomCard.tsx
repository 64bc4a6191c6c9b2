import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type BomHead,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  DiffCounts,
  Dot,
  Failure,
  SkeletonRows,
  StateChip,
  useEntityUrl,
} from '@waymark/backstage-plugin-waymark-react';
import { useSummaries } from '../../hooks/useSummaries';
import { stateMarks } from '../../lib/states';
import { ENTITY_TAB_PATH } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import { CardBody } from './CardBody';

/** How a service stands with its BOMs, in one look. */
export function SbomCard(props: { entityRef: string }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const url = useEntityUrl()(props.entityRef, ENTITY_TAB_PATH);
  const answer = useSummaries([props.entityRef]);
  const summary = answer.data?.get(props.entityRef);
  const hidden = answer.data && !summary ? { status: 404 } : undefined;
  const error = answer.error ?? hidden;
  return (
    <Card
      title={t('card.title')}
      openUrl={url}
      state={
        summary && (
          <StateChip state={stateMarks[summary.state]}>
            {t(`state.${summary.state}`)}
          </StateChip>
        )
      }
      footer={summary?.main && <CardFooter main={summary.main} />}
    >
      {error !== undefined && (
        <Failure
          error={error}
          permission={sbomBomReadPermission.name}
          onRetry={answer.retry}
        />
      )}
      {!summary && error === undefined && <SkeletonRows rows={5} height={34} />}
      {summary && <CardBody summary={summary} tabUrl={url} />}
    </Card>
  );
}

function CardFooter(props: { main: BomHead }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { sinceLast, withoutLicence } = props.main;
  return (
    <>
      <Change sinceLast={sinceLast} />
      <Dot />
      {t('counts.withoutLicence', { count: withoutLicence })}
    </>
  );
}

function Change({ sinceLast }: Pick<BomHead, 'sinceLast'>) {
  const { t } = useTranslationRef(sbomTranslationRef);
  if (!sinceLast) {
    return <>{t('card.first')}</>;
  }
  const { added, removed, changed } = sinceLast;
  return added + removed + changed === 0 ? (
    <>{t('card.unchanged')}</>
  ) : (
    <>
      {t('card.sinceLast')} <DiffCounts {...sinceLast} />
    </>
  );
}
