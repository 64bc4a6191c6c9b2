/** English texts, and the shape that every other language follows. */
export const messages = {
  age: {
    minutes: '{{value}} min',
    hours: '{{value}} h',
    days: '{{value}} d',
    ago: '{{age}} ago',
    now: 'just now',
  },
  copy: {
    action: 'Copy',
    done: 'Copied',
    failed: 'Copying was refused by the browser. Select the text instead.',
  },
  diff: {
    added: 'added',
    removed: 'removed',
    changed: 'changed',
    counts: '{{added}} added, {{removed}} removed, {{changed}} changed',
  },
  failure: {
    unauthenticated:
      'You are signed out, so nothing was loaded. Sign in again, then retry.',
    forbidden:
      'You may not see this. Nothing is wrong with the data; ask your platform team for the permission {{permission}}.',
    notFound:
      'This does not exist, or you may not see the service it belongs to.',
    refused: 'The request was refused: {{detail}}',
    server:
      'The server could not answer ({{detail}}). Stored data is safe; retry in a moment.',
    offline:
      'The server could not be reached. Stored data is safe; check the connection, then retry.',
    retry: 'Retry',
  },
  card: { open: 'Open →' },
  filter: { all: 'all' },
  state: { loading: 'Loading' },
  noValue: 'no value',
} as const;
