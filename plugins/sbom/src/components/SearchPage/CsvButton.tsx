import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import type {
  ComponentUsage,
  SbomClient,
} from '@waymark/backstage-plugin-sbom-common';
import { toCsv, saveBlob } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { type SearchFilterValues, serviceFilters, usageQuery } from './query';

const header = [
  'package',
  'version',
  'service',
  'owner',
  'slot',
  'channel',
  'state',
  'effective_at',
  'in_range',
  'direct',
  'via',
  'purl',
];

/** Every usage behind the search's answer, one a line. */
export function CsvButton({ filters }: { filters: SearchFilterValues }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const toasts = useApi(toastApiRef);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const usages = await allUsages(client, filters);
      const text = toCsv([header, ...usages.map(csvRow)]);
      saveBlob(new Blob([text], { type: 'text/csv' }), 'who-ships-this.csv');
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      toasts.post({
        title: t('search.csvFailed', { detail }),
        status: 'danger',
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button disabled={busy || !filters.q} onClick={download}>
      {t('search.csv')}
    </Button>
  );
}

async function allUsages(
  client: SbomClient,
  filters: SearchFilterValues,
): Promise<ComponentUsage[]> {
  const usages: ComponentUsage[] = [];
  let packages: string | undefined;
  do {
    const page = await client.searchPackages({
      ...serviceFilters(filters),
      ecosystem: filters.ecosystem,
      q: filters.q!,
      cursor: packages,
      limit: 100,
    });
    for (const item of page.items) {
      const query = usageQuery(filters, item.packageKey, page.query);
      let cursor: string | undefined;
      do {
        const found = await client.listUsages({ ...query, cursor, limit: 500 });
        usages.push(...found.items);
        cursor = found.nextCursor ?? undefined;
      } while (cursor);
    }
    packages = page.nextCursor ?? undefined;
  } while (packages);
  return usages;
}

function csvRow(usage: ComponentUsage) {
  const { component, via } = usage;
  return [
    component.packageKey,
    component.version,
    usage.entityRef,
    usage.owner,
    usage.slot,
    usage.channel,
    usage.state,
    usage.effectiveAt,
    usage.inRange === null ? 'unknown' : String(usage.inRange),
    component.direct === null ? 'unknown' : String(component.direct),
    via && [via.name, via.version].filter(Boolean).join(' '),
    component.purl,
  ];
}
