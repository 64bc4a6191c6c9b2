import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import {
  TableScroll,
  entityName,
  percent,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';
import { NO_OWNER } from './query';

/** The same as the bars, in figures. */
export function OwnerTable(props: {
  owners: BomCoverage['owners'];
  selected: string | undefined;
  onSelect: (owner: string | null) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('coverage.owner')}</TableCell>
            <TableCell align="right">{t('coverage.services')}</TableCell>
            <TableCell align="right">{t('coverage.key.fresh')}</TableCell>
            <TableCell align="right">{t('coverage.key.stale')}</TableCell>
            <TableCell align="right">{t('coverage.key.none')}</TableCell>
            <TableCell align="right">%</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.owners.map(row => (
            <TableRow key={row.owner ?? NO_OWNER}>
              <TableCell>
                <Button
                  variant="text"
                  sx={{ height: 20 }}
                  aria-pressed={(row.owner ?? NO_OWNER) === props.selected}
                  onClick={() => props.onSelect(row.owner)}
                >
                  {row.owner ? entityName(row.owner) : t('coverage.noOwner')}
                </Button>
              </TableCell>
              <TableCell align="right">{row.services}</TableCell>
              <TableCell align="right">{row.fresh}</TableCell>
              <TableCell align="right">{row.stale}</TableCell>
              <TableCell align="right">{row.none}</TableCell>
              <TableCell align="right">
                {percent(row.fresh, row.services)}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
