import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type {
  RuleOverview,
  ScorecardsOverview,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  Sparkline,
  TableScroll,
  Tag,
  TextLink,
} from '@waymark/backstage-plugin-waymark-react';
import { rulesRouteRef, servicesRouteRef } from '../../routes';
import { scorecardsTranslationRef } from '../../translation';

const SHOWN = 6;

/** The rules that most services fail. */
export function HoldingBack({ overview }: { overview: ScorecardsOverview }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const rulesUrl = useRouteRef(rulesRouteRef)?.();
  const worst = overview.rules
    .filter(({ counts }) => (counts.fail ?? 0) > 0)
    .sort((a, b) => (b.counts.fail ?? 0) - (a.counts.fail ?? 0))
    .slice(0, SHOWN);
  return (
    <Card
      title={t('overview.rules')}
      end={
        rulesUrl && <TextLink to={rulesUrl}>{t('overview.allRules')}</TextLink>
      }
      footer={t('overview.rulesNote')}
    >
      {worst.length === 0 ? (
        <p>{t('overview.noFailing')}</p>
      ) : (
        <TableScroll>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t('filter.rule')}</TableCell>
                <TableCell align="right">{t('overview.failing')}</TableCell>
                <TableCell align="right">{t('overview.alone')}</TableCell>
                <TableCell align="right">{t('overview.exempt')}</TableCell>
                <TableCell>{t('overview.trend')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {worst.map(rule => (
                <Row key={rule.id} rule={rule} services={overview.services} />
              ))}
            </TableBody>
          </Table>
        </TableScroll>
      )}
    </Card>
  );
}

function Row(props: { rule: RuleOverview; services: number }) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const servicesUrl = useRouteRef(servicesRouteRef)?.();
  const { alone, counts, failing, id, suspect, title } = props.rule;
  const fails = counts.fail ?? 0;
  return (
    <TableRow>
      <TableCell>
        <code>{id}</code> {title}{' '}
        {suspect && <Tag>{t('overview.suspect')}</Tag>}
      </TableCell>
      <TableCell align="right">
        {servicesUrl ? (
          <TextLink to={`${servicesUrl}?rule=${id}&state=fail`}>
            {fails}
          </TextLink>
        ) : (
          fails
        )}
      </TableCell>
      <TableCell align="right">{alone}</TableCell>
      <TableCell align="right">{counts.exempt ?? 0}</TableCell>
      <TableCell>
        <Sparkline
          values={failing}
          max={Math.max(...failing, 1)}
          label={t('overview.trendLabel', { values: failing.join(', ') })}
        />
      </TableCell>
    </TableRow>
  );
}
