import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { ScorecardsOverview } from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  NoValue,
  OwnerLink,
  TableScroll,
  TextLink,
} from '@waymark/backstage-plugin-waymark-react';
import { servicesRouteRef } from '../../routes';
import { scorecardsTranslationRef } from '../../translation';

// The tint is laid over the card, so that the number keeps its contrast.
const Cell = styled('span')({
  display: 'block',
  padding: '2px 8px',
  borderRadius: 4,
  textAlign: 'right',
  fontVariantNumeric: 'tabular-nums',
  '& a': { color: 'inherit' },
});

/** Share of checks that pass, by owner and category, worst owner first. */
export function HeatMap({ overview }: { overview: ScorecardsOverview }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  return (
    <Card
      title={t('overview.where')}
      note={t('overview.whereNote')}
      footer={t('overview.worst')}
    >
      <TableScroll>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t('overview.owner')}</TableCell>
              <TableCell align="right">{t('overview.services')}</TableCell>
              <TableCell align="right">{t('overview.all')}</TableCell>
              {overview.categories.map(category => (
                <TableCell key={category} align="right">
                  {category}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {overview.owners.map(({ categories, owner, pass, services }) => (
              <TableRow key={owner}>
                <TableCell>
                  <OwnerLink entityRef={owner} />
                </TableCell>
                <TableCell align="right">{services}</TableCell>
                <TableCell>
                  <Share value={pass} owner={owner} />
                </TableCell>
                {overview.categories.map(category => (
                  <TableCell key={category}>
                    <Share
                      value={categories[category] ?? null}
                      owner={owner}
                      category={category}
                    />
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function Share(props: {
  value: number | null;
  owner: string;
  category?: string;
}) {
  const url = useRouteRef(servicesRouteRef)?.();
  const { category, owner, value } = props;
  if (value === null) {
    return (
      <Cell>
        <NoValue />
      </Cell>
    );
  }
  const shown = Math.floor(value * 100);
  const query = new URLSearchParams({ owner, ...(category && { category }) });
  const strength = Math.round((1 - value) * 60);
  return (
    <Cell
      style={{
        background: `color-mix(in srgb, var(--wm-bad) ${strength}%, transparent)`,
      }}
    >
      {url ? <TextLink to={`${url}?${query}`}>{shown}</TextLink> : shown}
    </Cell>
  );
}
