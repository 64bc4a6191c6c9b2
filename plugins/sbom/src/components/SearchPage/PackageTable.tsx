import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type {
  PackageMatch,
  PackagePage,
} from '@waymark/backstage-plugin-sbom-common';
import { TableScroll } from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { sbomTranslationRef } from '../../translation';
import { PackageRow } from './PackageRow';
import { UsageTable } from './UsageTable';
import type { SearchRequest } from './query';

/** Packages; each opens to the services that ship it, the first at once. */
export function PackageTable(props: {
  items: PackageMatch[];
  query: PackagePage['query'];
  filters: SearchRequest;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { items, query, filters } = props;
  const [open, setOpen] = useState<string | undefined>(items[0].packageKey);
  return (
    <TableScroll>
      <Table>
        <TableHead>
          <TableRow>
            <TableCell>{t('search.package')}</TableCell>
            <TableCell>
              {t(query.range ? 'search.versionsInRange' : 'search.versions')}
            </TableCell>
            <TableCell align="right">{t('search.services')}</TableCell>
            <TableCell align="right">{t('search.owners')}</TableCell>
            <TableCell align="right">{t('search.deployedColumn')}</TableCell>
            <TableCell align="right">{t('search.lastSeen')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(item => {
            const shown = item.packageKey === open;
            return [
              <PackageRow
                key={item.packageKey}
                item={item}
                open={shown}
                onToggle={() => setOpen(shown ? undefined : item.packageKey)}
              />,
              shown && (
                <TableRow key={`${item.packageKey} usages`}>
                  <TableCell colSpan={6} sx={{ padding: '0 0 12px 22px' }}>
                    <UsageTable item={item} query={query} filters={filters} />
                  </TableCell>
                </TableRow>
              ),
            ];
          })}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
