import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
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
  EntityLink,
  LevelMark,
  NoValue,
  TableScroll,
  Tag,
  percent,
} from '@waymark/backstage-plugin-waymark-react';
import { day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';

/** A row for each rule, with how it holds. */
export function RulesTable(props: {
  overview: ScorecardsOverview;
  onSelect: (rule: string) => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { levels, rules } = props.overview;
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('rules.rule')}</TableCell>
            <TableCell>{t('rules.level')}</TableCell>
            <TableCell align="right">{t('rules.pass')}</TableCell>
            <TableCell align="right">{t('overview.failing')}</TableCell>
            <TableCell align="right">{t('overview.exempt')}</TableCell>
            <TableCell>{t('rules.waivable')}</TableCell>
            <TableCell>{t('rules.effective')}</TableCell>
            <TableCell>{t('rules.owner')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rules.map(rule => (
            <Row
              key={rule.id}
              rule={rule}
              levels={levels}
              onSelect={() => props.onSelect(rule.id)}
            />
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function Row(props: {
  rule: RuleOverview;
  levels: ScorecardsOverview['levels'];
  onSelect: () => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { counts, effective, id, level, owner, suspect, title, waivable } =
    props.rule;
  const rank = props.levels.findIndex(each => each.id === level);
  const { exempt = 0, fail = 0, pass = 0, unknown = 0 } = counts;
  const judged = pass + fail + exempt + unknown;
  return (
    <TableRow>
      <TableCell>
        <Button variant="text" sx={{ height: 20 }} onClick={props.onSelect}>
          <code>{id}</code>&nbsp;{title}
        </Button>{' '}
        {suspect && <Tag>{t('overview.suspect')}</Tag>}
      </TableCell>
      <TableCell>
        <LevelMark rank={rank < 0 ? null : rank} /> {props.levels[rank]?.title}
      </TableCell>
      <TableCell align="right">
        {judged > 0 ? `${percent(pass, judged)} %` : <NoValue />}
      </TableCell>
      <TableCell align="right">{fail}</TableCell>
      <TableCell align="right">{exempt}</TableCell>
      <TableCell>
        {waivable ? t('rules.waivableYes') : t('rules.waivableNo')}
      </TableCell>
      <TableCell>{day(effective)}</TableCell>
      <TableCell>
        <EntityLink entityRef={owner} />
      </TableCell>
    </TableRow>
  );
}
