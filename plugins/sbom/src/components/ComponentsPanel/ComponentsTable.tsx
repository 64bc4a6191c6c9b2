import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { BomComponent } from '@waymark/backstage-plugin-sbom-common';
import {
  MiddleCut,
  Muted,
  NoValue,
  TableScroll,
} from '@waymark/backstage-plugin-waymark-react';
import { relationKey } from '../../lib/relation';
import { sbomTranslationRef } from '../../translation';

/** One page of components. */
export function ComponentsTable(props: {
  items: BomComponent[];
  /** How many rows a full page has. */
  rows: number;
  onLicence: (licence: string) => void;
  onWhy: (componentId: string) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('components.package')}</TableCell>
            <TableCell>{t('components.version')}</TableCell>
            <TableCell>{t('components.type')}</TableCell>
            <TableCell>{t('components.licences')}</TableCell>
            <TableCell>{t('components.relation')}</TableCell>
            <TableCell align="right">{t('components.why')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {props.items.map(item => (
            <ComponentRow key={item.id} item={item} {...props} />
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}

function ComponentRow(props: {
  item: BomComponent;
  onLicence: (licence: string) => void;
  onWhy: (componentId: string) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { item } = props;
  const name = item.group ? `${item.group}/${item.name}` : item.name;
  return (
    <TableRow>
      <TableCell title={item.purl ?? undefined}>
        <MiddleCut text={name} max={56} />
      </TableCell>
      <TableCell>
        {item.version ? (
          <code>
            <MiddleCut text={item.version} max={28} />
          </code>
        ) : (
          <NoValue />
        )}
      </TableCell>
      <TableCell>
        <Muted>{item.type}</Muted>
      </TableCell>
      <TableCell>
        <Licences licences={item.licences} onLicence={props.onLicence} />
      </TableCell>
      <TableCell>{t(relationKey(item.direct))}</TableCell>
      <TableCell align="right">
        {item.direct === null ? (
          <NoValue />
        ) : (
          <Button
            variant="text"
            size="small"
            onClick={() => props.onWhy(item.id)}
            aria-label={t('components.showPathOf', { name })}
          >
            {t('components.showPath')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}

function Licences(props: {
  licences: string[];
  onLicence: (licence: string) => void;
}) {
  if (props.licences.length === 0) {
    return <NoValue />;
  }
  return (
    <>
      {props.licences.map((licence, index) => (
        <span key={licence}>
          {index > 0 && ', '}
          <Button
            variant="text"
            size="small"
            sx={{ height: 20 }}
            onClick={() => props.onLicence(licence)}
          >
            <MiddleCut text={licence} max={40} />
          </Button>
        </span>
      ))}
    </>
  );
}
