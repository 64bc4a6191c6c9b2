import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { LlmModel } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  Card,
  MiddleCut,
  NoValue,
  Note,
  State,
  TableScroll,
  Tag,
  TextLink,
} from '@waymark/backstage-plugin-waymark-react';
import { useFormats } from '../../hooks/useFormats';
import { modelsRouteRef } from '../../routes';
import { llmProxyTranslationRef } from '../../translation';

/** Models with their prices, and whether they are open. */
export function OpenModels(props: {
  models: LlmModel[];
  service: string | undefined;
}) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { models, service } = props;
  const route = useRouteRef(modelsRouteRef);
  const query = service ? `?as=${encodeURIComponent(service)}` : '';
  const url = route && `${route()}${query}`;
  const open = models.filter(model => model.access.allowed).length;
  const versions = [...new Set(models.map(model => model.price.version))];
  return (
    <Card
      title={t('open.title')}
      note={t('open.count', { open, all: models.length })}
      end={url && <TextLink to={url}>{t('open.all')}</TextLink>}
      footer={
        versions.length > 0 &&
        t('open.footer', { count: versions.length, version: versions[0] })
      }
    >
      {models.length === 0 ? (
        <Note state="none">{t('models.empty')}</Note>
      ) : (
        <TableScroll>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{t('open.model')}</TableCell>
                <TableCell align="right">{t('open.in')}</TableCell>
                <TableCell align="right">{t('open.out')}</TableCell>
                <TableCell>{t('open.data')}</TableCell>
                <TableCell align="right">{t('open.access')}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {models.map(model => (
                <ModelRow key={model.alias} model={model} url={url} />
              ))}
            </TableBody>
          </Table>
        </TableScroll>
      )}
    </Card>
  );
}

function ModelRow(props: { model: LlmModel; url: string | undefined }) {
  const { t } = useTranslationRef(llmProxyTranslationRef);
  const { price } = useFormats();
  const { model, url } = props;
  return (
    <TableRow>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <code>
          <b>
            <MiddleCut text={model.alias} max={28} />
          </b>
        </code>{' '}
        {model.builtIn && <Tag>{t('models.builtIn')}</Tag>}
      </TableCell>
      <TableCell align="right">{price(model.price.input)}</TableCell>
      <TableCell align="right">
        {model.price.output > 0 ? price(model.price.output) : <NoValue />}
      </TableCell>
      <TableCell>{t(`dataClass.${model.dataClass}`)}</TableCell>
      <TableCell align="right">
        {model.access.allowed ? (
          <State state="pass">{t('open.youMay')}</State>
        ) : (
          url && (
            <TextLink
              to={`${url}${
                url.includes('?') ? '&' : '?'
              }ask=${encodeURIComponent(model.alias)}`}
            >
              {t('open.request')}
            </TextLink>
          )
        )}
      </TableCell>
    </TableRow>
  );
}
