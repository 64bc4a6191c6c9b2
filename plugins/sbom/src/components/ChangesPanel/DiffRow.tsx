import { useTranslationRef } from '@backstage/frontend-plugin-api';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import type { BomDiffEntry } from '@waymark/backstage-plugin-sbom-common';
import {
  type DiffKind,
  DiffMark,
  MiddleCut,
  Muted,
  NoValue,
} from '@waymark/backstage-plugin-waymark-react';
import { relationKey } from '../../lib/relation';
import { sbomTranslationRef } from '../../translation';

/** One package that was added, removed or changed. */
export function DiffRow(props: { kind: DiffKind; entry: BomDiffEntry }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { kind, entry } = props;
  const name = entry.group ? `${entry.group}/${entry.name}` : entry.name;
  return (
    <TableRow>
      <TableCell>
        <DiffMark kind={kind} /> <Muted>{t(`changes.${kind}`)}</Muted>
      </TableCell>
      <TableCell title={entry.purl ?? undefined}>
        <MiddleCut text={name} max={56} />
      </TableCell>
      <TableCell>
        <Versions versions={entry.from} />
      </TableCell>
      <TableCell>
        <Versions versions={entry.to} />
      </TableCell>
      <TableCell>
        <LicenceChange from={entry.licencesFrom} to={entry.licencesTo} />
      </TableCell>
      <TableCell>{t(relationKey(entry.direct))}</TableCell>
    </TableRow>
  );
}

function Versions({ versions }: { versions: string[] }) {
  return versions.length > 0 ? (
    <code>
      <MiddleCut text={versions.join(', ')} max={40} />
    </code>
  ) : (
    <NoValue />
  );
}

function LicenceChange(props: { from: string[]; to: string[] }) {
  const from = props.from.join(', ');
  const to = props.to.join(', ');
  if (!from || !to || from === to) {
    return <Muted>{to || from || <NoValue />}</Muted>;
  }
  return (
    <>
      <Muted>{from} →</Muted> {to}
    </>
  );
}
