import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { ScorecardsOverview } from '@waymark/backstage-plugin-scorecards-common';
import { Muted, TableScroll } from '@waymark/backstage-plugin-waymark-react';
import { day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';

/** The same as the bars, in figures. */
export function LevelsTable({ overview }: { overview: ScorecardsOverview }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const columns = [...overview.levels, { id: 'none', title: t('level.none') }];
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('overview.week')}</TableCell>
            {columns.map(({ id, title }) => (
              <TableCell key={id} align="right">
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {overview.weeks.map(({ counts, from, running }) => (
            <TableRow key={from}>
              <TableCell>
                {day(from)} {running && <Muted>{t('overview.running')}</Muted>}
              </TableCell>
              {columns.map(({ id }) => (
                <TableCell key={id} align="right">
                  {counts[id] ?? 0}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
