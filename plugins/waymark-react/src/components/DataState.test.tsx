import { renderInTestApp } from '@backstage/frontend-test-utils';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { useData } from '../hooks/useData';
import { WaymarkRoot } from '../theme/WaymarkRoot';
import { Failure, Loaded, SkeletonRows } from './DataState';

describe('Failure', () => {
  it.each([
    [{ status: 401 }, /signed out/],
    [{ statusCode: 403 }, /ask your platform team.*x\.read/],
    [{ status: 404 }, /does not exist/],
    [
      { status: 400, problem: { detail: 'The range ends early.' } },
      /refused: The range ends early\./,
    ],
    [
      { statusCode: 500, body: { error: { message: 'No disk.' } } },
      /could not answer \(No disk\)\. Stored data is safe/,
    ],
    [new TypeError('Failed to fetch'), /could not be reached/],
  ])('tells what happened for %j', async (error, text) => {
    renderInTestApp(<Failure error={error} permission="x.read" />);
    expect(await screen.findByRole('alert')).toHaveTextContent(text);
  });

  it('offers no second try to those without access', async () => {
    renderInTestApp(
      <Failure error={{ status: 403 }} permission="x" onRetry={() => {}} />,
    );
    await screen.findByRole('alert');
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});

describe('Loaded', () => {
  function deferred() {
    const calls: {
      key: string;
      signal: AbortSignal;
      resolve: (text: string) => void;
      reject: (error: unknown) => void;
    }[] = [];
    const load = (key: string, signal: AbortSignal) =>
      new Promise<string>((resolve, reject) =>
        calls.push({ key, signal, resolve, reject }),
      );
    return { calls, load };
  }

  function Example(props: {
    load: (key: string, signal: AbortSignal) => Promise<string>;
  }) {
    const [key, setKey] = useState('one');
    const state = useData(key, signal => props.load(key, signal));
    return (
      <WaymarkRoot>
        <button onClick={() => setKey('two')}>next</button>
        <Loaded
          state={state}
          skeleton={<SkeletonRows rows={2} />}
          permission="x"
        >
          {text => <p>{text}</p>}
        </Loaded>
      </WaymarkRoot>
    );
  }

  it('shows a skeleton, then the answer, and keeps it while asking anew', async () => {
    const { calls, load } = deferred();
    renderInTestApp(<Example load={load} />);
    expect(await screen.findByText('Loading')).toBeInTheDocument();
    await act(async () => calls[0].resolve('first'));
    expect(screen.getByText('first')).toBeInTheDocument();

    await userEvent.click(screen.getByText('next'));
    expect(screen.getByText('first')).toBeInTheDocument();
    await act(async () => calls[1].resolve('second'));
    expect(screen.queryByText('first')).not.toBeInTheDocument();
    expect(screen.getByText('second')).toBeInTheDocument();
  });

  it('gives up a request that nobody waits for', async () => {
    const { calls, load } = deferred();
    renderInTestApp(<Example load={load} />);
    await userEvent.click(await screen.findByText('next'));
    expect(calls[0].signal.aborted).toBe(true);
    await act(async () => calls[1].resolve('second'));
    await act(async () => calls[0].resolve('first'));
    expect(screen.getByText('second')).toBeInTheDocument();
  });

  it('asks again after a failure', async () => {
    const { calls, load } = deferred();
    renderInTestApp(<Example load={load} />);
    await screen.findByText('Loading');
    await act(async () => calls[0].reject({ status: 500, message: 'Down' }));
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await act(async () => calls[1].resolve('again'));
    expect(screen.getByText('again')).toBeInTheDocument();
  });
});
