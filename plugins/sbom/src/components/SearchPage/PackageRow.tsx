import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import type { PackageMatch } from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  Dot,
  MiddleCut,
  Muted,
  StateMark,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomTranslationRef } from '../../translation';

const SHOWN_VERSIONS = 4;

/** One package: its versions in use, and how far it has spread. */
export function PackageRow(props: {
  item: PackageMatch;
  open: boolean;
  onToggle: () => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { item, open } = props;
  return (
    <TableRow sx={open ? { '& > td': { borderBottom: 0 } } : undefined}>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <Button
          variant="text"
          sx={{ height: 20, fontWeight: 600 }}
          aria-expanded={open}
          title={t('search.expand', { name: item.name })}
          onClick={props.onToggle}
        >
          <span aria-hidden="true" style={{ width: 22, textAlign: 'left' }}>
            {open ? '▾' : '▸'}
          </span>
          <code style={{ fontSize: 13 }}>
            <MiddleCut text={item.packageKey} max={56} />
          </code>
        </Button>
      </TableCell>
      <TableCell>
        <VersionCounts item={item} />
      </TableCell>
      <TableCell align="right">
        <b>{item.services.toLocaleString()}</b>
      </TableCell>
      <TableCell align="right">{item.owners.toLocaleString()}</TableCell>
      <TableCell align="right">{item.deployed.toLocaleString()}</TableCell>
      <TableCell align="right">
        <Muted>
          <Age at={item.lastSeenAt} />
        </Muted>
      </TableCell>
    </TableRow>
  );
}

function VersionCounts({ item }: { item: PackageMatch }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const shown = item.versions.slice(0, SHOWN_VERSIONS);
  const rest = item.versionCount - shown.length;
  return (
    <>
      {shown.map(({ version, services }, index) => (
        <span key={version} style={{ whiteSpace: 'nowrap' }}>
          {index > 0 && <Dot />}
          <code>
            {services} × {version ?? '—'}
          </code>
        </span>
      ))}
      {rest > 0 && (
        <Muted>
          <Dot />
          {t('search.moreVersions', { count: rest })}
        </Muted>
      )}
      {item.unordered.length > 0 && (
        <div>
          <StateMark state="unknown" />{' '}
          <Muted>
            {t('search.unordered', { versions: item.unordered.join(', ') })}
          </Muted>
        </div>
      )}
    </>
  );
}
