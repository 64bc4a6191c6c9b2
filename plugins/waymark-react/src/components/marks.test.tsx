import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Bar } from '../marks/Bar';
import { DiffCounts } from '../marks/Diff';
import { Sparkline } from '../marks/Sparkline';
import { StateChip } from '../marks/State';
import { WaymarkRoot } from '../theme/WaymarkRoot';
import { Age } from './Age';
import { CodeBlock } from './Copy';
import { FilterSelect } from './Filters';
import { MiddleCut } from './MiddleCut';
import { Segments } from './Segments';

const show = (element: JSX.Element) =>
  renderInTestApp(<WaymarkRoot>{element}</WaymarkRoot>);

it('says each state as a word beside its shape', async () => {
  const { container } = show(<StateChip state="stale">Stale</StateChip>);
  expect(await screen.findByText('Stale')).toBeInTheDocument();
  expect(container.querySelector('[data-mark=stale]')).toHaveAttribute(
    'aria-hidden',
    'true',
  );
});

it('says ages in words, with the exact time on hover', async () => {
  const now = Date.parse('2026-09-23T10:00:00Z');
  show(
    <>
      <Age at="2026-09-23T07:00:00Z" now={now} />
      <Age at="2026-09-11T07:00:00Z" now={now} form="plain" />
      <Age at="2026-09-23T10:00:00Z" now={now} />
    </>,
  );
  const age = await screen.findByText('3 h ago');
  expect(age).toHaveAttribute('title', '2026-09-23 07:00 UTC');
  expect(age).toHaveAttribute('dateTime', '2026-09-23T07:00:00Z');
  expect(screen.getByText('12 d')).toBeInTheDocument();
  expect(screen.getByText('just now')).toBeInTheDocument();
});

it('draws no part for 0', async () => {
  show(
    <Bar
      label="3 fresh"
      parts={[
        { kind: 'good', value: 3 },
        { kind: 'warn', value: 0 },
      ]}
    />,
  );
  const bar = await screen.findByRole('img', { name: '3 fresh' });
  expect(bar.children).toHaveLength(1);
});

it('marks a share of a bar, and keeps the mark on it', async () => {
  const { container } = show(
    <Bar
      label="82 % used"
      parts={[
        { kind: 'settled', value: 82 },
        { kind: 'rest', value: 18 },
      ]}
      tick={1.2}
    />,
  );
  await screen.findByRole('img', { name: '82 % used' });
  expect(container.querySelector('b')).toHaveStyle({ left: '100%' });
});

it('tells which of a few is chosen', async () => {
  const onChange = jest.fn();
  show(
    <Segments
      label="Language"
      value="js"
      options={[
        { value: 'js', label: 'JavaScript' },
        { value: 'go', label: 'Go' },
      ]}
      onChange={onChange}
    />,
  );
  expect(
    await screen.findByRole('button', { name: 'JavaScript', pressed: true }),
  ).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Go' }));
  expect(onChange).toHaveBeenLastCalledWith('go');
});

it('draws no line through a single value', async () => {
  show(<Sparkline values={[1]} max={2} label="trend" />);
  const spark = await screen.findByRole('img', { name: 'trend' });
  expect(spark).toBeEmptyDOMElement();
});

it('reads counts out', async () => {
  show(<DiffCounts added={2} removed={1} changed={5} />);
  expect(
    await screen.findByRole('img', { name: '2 added, 1 removed, 5 changed' }),
  ).toHaveTextContent('+2−1~5');
});

it('shows the whole of a cut name on hover', async () => {
  const name = 'a-name-that-is-longer-than-its-place';
  show(<MiddleCut text={name} max={11} />);
  await userEvent.hover(await screen.findByText('a-nam…place'));
  expect(await screen.findByRole('tooltip')).toHaveTextContent(name);
});

describe('CodeBlock', () => {
  it('copies its text', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    show(<CodeBlock text="curl example" label="Command" />);
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('Copied')).toBeInTheDocument();
    expect(write).toHaveBeenCalledWith('curl example');
  });

  it('says so when the browser refuses', async () => {
    const user = userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValueOnce(new Error('denied'));
    show(<CodeBlock text="curl example" label="Command" />);
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(await screen.findByText(/Select the text/)).toBeInTheDocument();
  });
});

describe('FilterSelect', () => {
  const options = [{ value: 'b', label: 'Bee' }];

  it('hands out the chosen value, and nothing for all', async () => {
    const onChange = jest.fn();
    show(
      <FilterSelect
        label="Owner"
        value={undefined}
        options={options}
        onChange={onChange}
      />,
    );
    const select = await screen.findByRole('combobox', { name: 'Owner: all' });
    await userEvent.click(select);
    await userEvent.click(screen.getByRole('option', { name: 'Bee' }));
    expect(onChange).toHaveBeenLastCalledWith('b');
  });

  it('keeps a value that is not among the options', async () => {
    show(
      <FilterSelect
        label="Owner"
        value="gone"
        options={options}
        onChange={() => {}}
      />,
    );
    expect(
      await screen.findByRole('combobox', { name: 'Owner: gone' }),
    ).toBeInTheDocument();
  });
});
