import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import {
  type BomRefusal,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  Card,
  Loaded,
  MiddleCut,
  Muted,
  SkeletonRows,
  StateMark,
  TableScroll,
  usePages,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';

const PAGE = 10;

/** Uploads that were refused, and why. */
export function Refusals({ entityRef }: { entityRef: string }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const list = usePages(entityRef, (cursor, signal) =>
    client.listRefusals({ entityRef, cursor, limit: PAGE }, { signal }),
  );
  const empty = list.data?.items.length === 0;
  return (
    <Card
      title={t('uploads.refusedTitle')}
      note={list.data && !empty ? t('uploads.refusedNote') : undefined}
    >
      <Loaded
        state={list}
        skeleton={<SkeletonRows rows={1} height={20} />}
        permission={sbomBomReadPermission.name}
      >
        {page =>
          empty ? (
            <p>
              <Muted>{t('uploads.refusedNone')}</Muted>
            </p>
          ) : (
            <>
              <RefusalTable items={page.items} />
              {page.more && (
                <Button
                  variant="text"
                  sx={{ alignSelf: 'start', marginTop: '12px' }}
                  onClick={list.showMore}
                >
                  {t('uploads.more')}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function RefusalTable({ items }: { items: BomRefusal[] }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <TableScroll>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t('uploads.at')}</TableCell>
            <TableCell>{t('uploads.head')}</TableCell>
            <TableCell>{t('uploads.code')}</TableCell>
            <TableCell>{t('uploads.reason')}</TableCell>
            <TableCell>{t('uploads.sender')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map((item, index) => (
            <TableRow key={`${item.at} ${index}`}>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>
                <StateMark state="fail" /> <Age at={item.at} />
              </TableCell>
              <TableCell>
                {t('head.name', { slot: item.slot, channel: item.channel })}
              </TableCell>
              <TableCell>
                <code>{item.code}</code>
              </TableCell>
              <TableCell>{item.detail}</TableCell>
              <TableCell>
                <MiddleCut text={item.principal} max={32} />
                {item.runUrl && (
                  <>
                    {' '}
                    <Link
                      href={item.runUrl}
                      rel="noreferrer"
                      underline="always"
                    >
                      {t('uploads.run')}
                    </Link>
                  </>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableScroll>
  );
}
