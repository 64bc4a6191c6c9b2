import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import {
  type BomHead,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  Card,
  DiffCounts,
  EntityLink,
  type HomeCardProps,
  Loaded,
  Muted,
  SkeletonRows,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { headKey } from '../../lib/states';
import { ENTITY_TAB_PATH } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import { type Change, changesOf } from './changes';
import { useServiceRows } from './useServices';

const SHOWN = 8;

/** Heads of the chosen owner's services whose packages changed this week. */
export function ChangedThisWeekCard({ services }: HomeCardProps) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const rows = useServiceRows(services);
  const changes =
    rows.data &&
    changesOf(
      rows.data.map(row => row.summary),
      Date.now(),
    );
  const count = new Set(changes?.map(change => change.entityRef)).size;
  return (
    <Card
      title={t('home.changed')}
      note={count > 0 ? t('home.changedNote', { count }) : undefined}
    >
      <Loaded
        state={{ ...rows, data: changes }}
        skeleton={<SkeletonRows rows={4} />}
        permission={sbomBomReadPermission.name}
      >
        {items =>
          items.length === 0 ? (
            <p>
              <Muted>{t('home.changedNone')}</Muted>
            </p>
          ) : (
            <ChangeTable changes={items.slice(0, SHOWN)} />
          )
        }
      </Loaded>
    </Card>
  );
}

function ChangeTable({ changes }: { changes: Change[] }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table>
        <TableHead>
          <TableRow>
            <TableCell>{t('home.service')}</TableCell>
            <TableCell>{t('home.in')}</TableCell>
            <TableCell>{t('home.packages')}</TableCell>
            <TableCell align="right">{t('home.when')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {changes.map(({ entityRef, head, counts }) => (
            <TableRow key={`${entityRef} ${headKey(head)}`}>
              <TableCell>
                <EntityLink
                  entityRef={entityRef}
                  path={changesPath(head)}
                  strong
                />
              </TableCell>
              <TableCell>
                <Muted>
                  {t('head.name', { slot: head.slot, channel: head.channel })}
                </Muted>
              </TableCell>
              <TableCell>
                <DiffCounts {...counts} />
              </TableCell>
              <TableCell align="right">
                <Muted>
                  <Age at={head.effectiveAt} />
                </Muted>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function changesPath(head: BomHead): string {
  const query = new URLSearchParams({ head: headKey(head), tab: 'changes' });
  return `${ENTITY_TAB_PATH}?${query}`;
}
