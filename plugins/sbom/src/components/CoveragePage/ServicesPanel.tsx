import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import {
  type BomCoverage,
  type CoverageServices,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  EntityLink,
  Loaded,
  SkeletonRows,
  State,
  entityName,
  usePages,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { ServiceFix } from './ServiceFix';
import type { Selection, coverageFilters } from './query';

type Service = CoverageServices['items'][number];

/** Fixes that are shown at once. */
const STEP = 10;

/** The services behind one number, and what makes each of them fresh. */
export function ServicesPanel(props: {
  selection: Selection;
  filters: ReturnType<typeof coverageFilters>;
  coverage: BomCoverage;
}) {
  const { selection, filters } = props;
  const client = useApi(sbomApiRef);
  const owner =
    selection.kind === 'owner' && selection.owner !== null
      ? selection.owner
      : filters.owner;
  const query = { ...filters, owner, limit: 500 };
  const list = usePages<CoverageServices>(
    JSON.stringify(query),
    (cursor, signal) =>
      client.listCoverageServices({ ...query, cursor }, { signal }),
  );
  const { title, note } = usePanelHeader(selection, props.coverage);
  return (
    <Card title={title} note={note}>
      <Loaded
        state={list}
        skeleton={<SkeletonRows rows={12} height={37} />}
        permission={sbomBomReadPermission.name}
      >
        {page => (
          <Services
            services={page.items.filter(service => isIn(service, selection))}
            head={filters}
            onMore={page.more ? list.showMore : undefined}
          />
        )}
      </Loaded>
    </Card>
  );
}

function isIn(service: Service, selection: Selection): boolean {
  switch (selection.kind) {
    case 'owner':
      return service.owner === selection.owner;
    case 'reason':
      return service.reason === selection.reason;
    default:
      return service.state !== 'fresh';
  }
}

function usePanelHeader(selection: Selection, coverage: BomCoverage) {
  const { t } = useTranslationRef(sbomTranslationRef);
  if (selection.kind === 'owner') {
    const { owner } = selection;
    const row = coverage.owners.find(other => other.owner === owner);
    const { fresh = 0, services = 0 } = row ?? {};
    return {
      title: owner ? entityName(owner) : t('coverage.noOwner'),
      note: t('coverage.panel.note', {
        fresh,
        services,
        count: services - fresh,
      }),
    };
  }
  const all = coverage.totals.services - coverage.totals.fresh;
  if (selection.kind === 'all') {
    return {
      title: t('coverage.why', { count: all }),
      note: t('coverage.panel.filtered', { count: all }),
    };
  }
  return {
    title: t(`coverage.reason.${selection.reason}`, {
      days: String(coverage.freshForDays),
    }),
    note: t('coverage.panel.filtered', {
      count: coverage.reasons[selection.reason],
    }),
  };
}

function Services(props: {
  services: Service[];
  head: { slot: string; channel: string };
  onMore?: () => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const [limit, setLimit] = useState(STEP);
  const toFix = props.services.filter(service => service.state !== 'fresh');
  const fresh = props.services.filter(service => service.state === 'fresh');
  const more =
    toFix.length > limit ? () => setLimit(limit + STEP) : props.onMore;
  return (
    <>
      {toFix.length === 0 && !props.onMore && (
        <p>
          <State state="pass">{t('coverage.panel.allFresh')}</State>
        </p>
      )}
      <ul>
        {toFix.slice(0, limit).map(service => (
          <ServiceFix
            key={service.entityRef}
            service={service}
            head={props.head}
          />
        ))}
      </ul>
      {more && (
        <Button variant="text" sx={{ alignSelf: 'start' }} onClick={more}>
          {t('search.more')}
        </Button>
      )}
      {fresh.length > 0 && (
        <footer>
          {t('coverage.panel.freshList')}{' '}
          {fresh.map((service, index) => (
            <span key={service.entityRef}>
              {index > 0 && ', '}
              <EntityLink entityRef={service.entityRef} />
            </span>
          ))}
        </footer>
      )}
    </>
  );
}
