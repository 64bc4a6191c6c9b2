import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { BomDiff } from '@waymark/backstage-plugin-sbom-common';
import {
  type DiffKind,
  Note,
  Small,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { sbomTranslationRef } from '../../translation';
import { DiffRow } from './DiffRow';

const STEP = 100;

const kinds: DiffKind[] = ['changed', 'added', 'removed'];

/** What changed, package by package: changed, then added, then removed. */
export function DiffView(props: { diff: BomDiff }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const [limit, setLimit] = useState(STEP);
  const { diff } = props;
  const rows = kinds.flatMap(kind =>
    diff[kind].map(entry => ({ kind, entry })),
  );
  const truncated = kinds.some(kind => diff[kind].length < diff.counts[kind]);
  if (rows.length === 0) {
    return <Note state="pass">{t('changes.none')}</Note>;
  }
  return (
    <>
      <TableScroll>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t('changes.kind')}</TableCell>
              <TableCell>{t('changes.package')}</TableCell>
              <TableCell>{t('changes.before')}</TableCell>
              <TableCell>{t('changes.after')}</TableCell>
              <TableCell>{t('changes.licence')}</TableCell>
              <TableCell>{t('changes.relation')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.slice(0, limit).map(row => (
              <DiffRow key={`${row.kind} ${row.entry.packageKey}`} {...row} />
            ))}
          </TableBody>
        </Table>
      </TableScroll>
      {rows.length > limit && (
        <Button
          variant="text"
          sx={{ alignSelf: 'start', marginTop: '12px' }}
          onClick={() => setLimit(limit + STEP)}
        >
          {t('changes.showAll', { count: Math.min(STEP, rows.length - limit) })}
        </Button>
      )}
      {truncated && (
        <Small sx={{ marginTop: '12px' }}>{t('changes.truncated')}</Small>
      )}
    </>
  );
}
