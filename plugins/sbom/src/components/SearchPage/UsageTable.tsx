import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import {
  type ComponentUsagePage,
  type PackageMatch,
  type PackagePage,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Loaded,
  SkeletonRows,
  usePages,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { useSummaries } from '../../hooks/useSummaries';
import { sbomTranslationRef } from '../../translation';
import { UsageRow } from './UsageRow';
import { type SearchRequest, usageQuery } from './query';
import { byService, channelColumns } from './services';

/** As many rows as the skeleton shows at most. */
const MAX_SKELETON = 12;

/** The services that ship one package. */
export function UsageTable(props: {
  item: PackageMatch;
  query: PackagePage['query'];
  filters: SearchRequest;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const query = usageQuery(props.filters, props.item.packageKey, props.query);
  const list = usePages<ComponentUsagePage>(
    JSON.stringify(query),
    (cursor, signal) => client.listUsages({ ...query, cursor }, { signal }),
  );
  return (
    <Loaded
      state={list}
      skeleton={
        <SkeletonRows
          rows={Math.min(props.item.services, MAX_SKELETON) + 1}
          height={33}
        />
      }
      permission={sbomBomReadPermission.name}
    >
      {page => (
        <>
          <Services usages={page.items} where={props.filters.where} />
          {page.more && (
            <Button variant="text" onClick={list.showMore}>
              {t('search.more')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

function Services(props: {
  usages: ComponentUsagePage['items'];
  where: string | undefined;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const services = byService(props.usages);
  const summaries = useSummaries(services.map(service => service.entityRef));
  const known = [...(summaries.data?.values() ?? [])];
  const channels = channelColumns(props.usages, known, props.where);
  return (
    <Table
      size="small"
      sx={{
        borderLeft: '2px solid var(--wm-accent)',
        '& td:first-of-type, & th:first-of-type': { paddingLeft: '12px' },
        '& tbody tr:last-of-type td': { borderBottom: 0 },
      }}
    >
      <TableHead>
        <TableRow>
          <TableCell>{t('usage.service')}</TableCell>
          <TableCell>{t('usage.owner')}</TableCell>
          <TableCell>{t('usage.why')}</TableCell>
          {channels.map(channel => (
            <TableCell key={channel}>{t('usage.in', { channel })}</TableCell>
          ))}
          <TableCell align="right">{t('usage.seen')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {services.map(service => (
          <UsageRow
            key={service.entityRef}
            service={service}
            summary={summaries.data?.get(service.entityRef)}
            channels={channels}
          />
        ))}
      </TableBody>
    </Table>
  );
}
