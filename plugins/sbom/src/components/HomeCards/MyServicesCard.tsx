import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { sbomBomReadPermission } from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  Card,
  EntityLink,
  type HomeCardProps,
  Loaded,
  Muted,
  NoValue,
  Note,
  SkeletonRows,
  State,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { stateMarks } from '../../lib/states';
import { ENTITY_TAB_PATH } from '../../routes';
import { sbomTranslationRef } from '../../translation';
import { type ServiceRow, useServiceRows } from './useServices';

/** As many rows as stand on the page at once. */
const SHOWN = 12;

/** The chosen owner's services and their SBOM states. */
export function MyServicesCard({ services }: HomeCardProps) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const rows = useServiceRows(services);
  const shown = Math.min(services?.length ?? SHOWN, SHOWN);
  const rest = Math.max(0, (services?.length ?? 0) - SHOWN);
  return (
    <Card
      title={t('home.services')}
      note={services?.length}
      footer={rest > 0 ? t('home.more', { count: rest }) : undefined}
    >
      <Loaded
        state={rows}
        skeleton={<SkeletonRows rows={shown + 1} height={38} />}
        permission={sbomBomReadPermission.name}
      >
        {items =>
          items.length === 0 ? (
            <Note state="none">{t('home.noServices')}</Note>
          ) : (
            <ServiceTable rows={items.slice(0, SHOWN)} />
          )
        }
      </Loaded>
    </Card>
  );
}

function ServiceTable({ rows }: { rows: ServiceRow[] }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table>
        <TableHead>
          <TableRow>
            <TableCell>{t('home.service')}</TableCell>
            <TableCell>{t('home.lifecycle')}</TableCell>
            <TableCell>{t('home.sbom')}</TableCell>
            <TableCell align="right">{t('home.components')}</TableCell>
            <TableCell align="right">{t('home.lastUpload')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <Row key={row.entityRef} {...row} />
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function Row({ entityRef, entity, summary }: ServiceRow) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { main, state } = summary;
  const lifecycle = entity.spec?.lifecycle;
  return (
    <TableRow>
      <TableCell>
        <EntityLink entityRef={entityRef} strong />
      </TableCell>
      <TableCell>{lifecycle ? String(lifecycle) : <NoValue />}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <State state={stateMarks[state]}>{t(`state.${state}`)}</State>{' '}
        {!main && (
          <EntityLink entityRef={entityRef} path={ENTITY_TAB_PATH}>
            {t('home.howTo')}
          </EntityLink>
        )}
      </TableCell>
      <TableCell align="right">
        {main ? main.components.toLocaleString() : <NoValue />}
      </TableCell>
      <TableCell align="right">
        {main ? (
          <Muted>
            <Age at={main.effectiveAt} />
          </Muted>
        ) : (
          <NoValue />
        )}
      </TableCell>
    </TableRow>
  );
}
