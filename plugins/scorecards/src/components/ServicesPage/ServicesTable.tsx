import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type {
  Policy,
  ScorecardServicePage,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  Age,
  EntityLink,
  Level,
  Muted,
  NoValue,
  OwnerLink,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { ENTITY_TAB_PATH } from '../../routes';
import { scorecardsTranslationRef } from '../../translation';

const SHOWN = 4;

/** A row for each service. */
export function ServicesTable({
  items,
  levels,
}: Pick<ScorecardServicePage, 'items'> & Pick<Policy, 'levels'>) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('services.service')}</TableCell>
            <TableCell>{t('services.owner')}</TableCell>
            <TableCell>{t('services.level')}</TableCell>
            <TableCell>{t('services.without')}</TableCell>
            <TableCell>{t('services.blocks')}</TableCell>
            <TableCell align="right">{t('services.changed')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(item => (
            <TableRow key={item.entityRef}>
              <TableCell>
                <EntityLink entityRef={item.entityRef} path={ENTITY_TAB_PATH} />
              </TableCell>
              <TableCell>
                {item.owner ? (
                  <OwnerLink entityRef={item.owner} />
                ) : (
                  <NoValue />
                )}
              </TableCell>
              <TableCell>
                <LevelOf id={item.level} levels={levels} />
              </TableCell>
              <TableCell>
                {item.levelWithoutExceptions === item.level ? (
                  <NoValue />
                ) : (
                  <LevelOf id={item.levelWithoutExceptions} levels={levels} />
                )}
              </TableCell>
              <TableCell>
                {item.blocks.slice(0, SHOWN).map(rule => (
                  <code key={rule} style={{ marginRight: 8 }}>
                    {rule}
                  </code>
                ))}
                {item.blocks.length > SHOWN && (
                  <Muted>
                    {t('card.more', { count: item.blocks.length - SHOWN })}
                  </Muted>
                )}
              </TableCell>
              <TableCell align="right">
                {item.lastChange ? (
                  <Age at={item.lastChange.at} />
                ) : (
                  <NoValue />
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function LevelOf({
  id,
  levels,
}: { id: string | null } & Pick<Policy, 'levels'>) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const rank = levels.findIndex(level => level.id === id);
  return (
    <Level rank={rank < 0 ? null : rank}>
      {levels[rank]?.title ?? id ?? t('level.none')}
    </Level>
  );
}
