import { render, screen } from '@testing-library/react';
import { LineChart } from './LineChart';

const base = {
  label: 'Spend reaches 8 dollars',
  x: {
    min: 0,
    max: 30,
    ticks: [
      { value: 0, label: '1 Sep' },
      { value: 30, label: '30 Sep' },
    ],
  },
  y: {
    max: 10,
    ticks: [
      { value: 0, label: '0' },
      { value: 5, label: '5' },
    ],
  },
};

it('draws the line, its forecast, its limit and when they meet', () => {
  const { container } = render(
    <LineChart
      {...base}
      line={[
        { x: 0, y: 0 },
        { x: 15, y: 4 },
      ]}
      lineLabel="4 settled"
      forecast={{ x: 30, y: 8, label: 'forecast 8' }}
      limit={{ value: 6, label: 'limit 6' }}
      event={{ value: 22, label: '22 Sep' }}
    />,
  );
  expect(
    screen.getByRole('img', { name: 'Spend reaches 8 dollars' }),
  ).toBeInTheDocument();
  for (const text of ['4 settled', 'forecast 8', 'limit 6', '22 Sep', '5']) {
    expect(screen.getByText(text)).toBeInTheDocument();
  }
  const [, end] = container
    .querySelector('polyline')!
    .getAttribute('points')!
    .split(' ');
  const forecast = container.querySelector('.forecast')!;
  expect(Number(forecast.getAttribute('x1'))).toBeCloseTo(
    Number(end.split(',')[0]),
    1,
  );
});

it('draws the axes alone where there are no values', () => {
  const { container } = render(<LineChart {...base} line={[]} />);
  expect(screen.getByText('30 Sep')).toBeInTheDocument();
  expect(container.querySelector('polyline')).toBeNull();
});
