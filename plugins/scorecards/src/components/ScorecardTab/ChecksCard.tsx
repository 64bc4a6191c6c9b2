import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import ButtonBase from '@mui/material/ButtonBase';
import type {
  Check,
  Scorecard,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Age,
  Card,
  Hidden,
  LevelMark,
  Segments,
  StateMark,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { Fragment } from 'react';
import { checkMarks, day, groupBy, isOpen } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';

/** The checks of a service, by category. */
export function ChecksCard(props: {
  scorecard: Scorecard;
  selected: string | undefined;
  onlyOpen: boolean;
  onSelect: (rule: string) => void;
  onShow: (show: string) => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { checks, levels } = props.scorecard;
  const open = checks.filter(isOpen);
  const shown = props.onlyOpen ? open : checks;
  const ranks = new Map(levels.map(({ id }, rank) => [id, rank]));
  return (
    <Card
      title={t('tab.checks')}
      note={checks.length}
      end={
        <Segments
          label={t('tab.show')}
          value={props.onlyOpen ? 'open' : 'all'}
          options={[
            { value: 'all', label: t('tab.all') },
            { value: 'open', label: t('tab.open', { open: open.length }) },
          ]}
          onChange={props.onShow}
        />
      }
    >
      {shown.length === 0 && <p>{t('tab.nothingOpen')}</p>}
      <TableScroll>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{t('tab.rule')}</TableCell>
              <TableCell align="right">{t('tab.since')}</TableCell>
              <TableCell align="right">{t('tab.due')}</TableCell>
              <TableCell align="right">{t('tab.level')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {groupBy(shown, ({ category }) => category).map(([name, group]) => (
              <Fragment key={name}>
                <TableRow>
                  <TableCell colSpan={4} component="th" scope="rowgroup">
                    <b>{name}</b>
                  </TableCell>
                </TableRow>
                {group.map(check => (
                  <CheckRow
                    key={check.rule}
                    check={check}
                    rank={ranks.get(check.level ?? '') ?? null}
                    selected={check.rule === props.selected}
                    onSelect={() => props.onSelect(check.rule)}
                  />
                ))}
              </Fragment>
            ))}
          </TableBody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function CheckRow(props: {
  check: Check;
  rank: number | null;
  selected: boolean;
  onSelect: () => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const { due, exemptUntil, level, rule, since, state, title } = props.check;
  const until = exemptUntil ?? due;
  return (
    <TableRow selected={props.selected} hover>
      <TableCell>
        <ButtonBase
          aria-pressed={props.selected}
          onClick={props.onSelect}
          sx={{ font: 'inherit', gap: '8px', textAlign: 'left' }}
        >
          <StateMark state={checkMarks[state]} />
          <Hidden>{t(`check.${state}`)}</Hidden> <code>{rule}</code>{' '}
          <span>{title}</span>
        </ButtonBase>
      </TableCell>
      <TableCell align="right">
        <Age at={since} form="plain" />
      </TableCell>
      <TableCell align="right">{until && day(until)}</TableCell>
      <TableCell align="right">
        <LevelMark rank={props.rank} />
        <Hidden>{level ?? t('level.none')}</Hidden>
      </TableCell>
    </TableRow>
  );
}
