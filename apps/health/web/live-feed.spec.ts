import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LiveFeed, type Connection, type Source } from './live-feed.js';

/** A connection whose other end is the test. */
class TestSource implements Source {
  isClosed = false;
  private readonly listeners = new Map<string, (event: { data?: unknown }) => void>();

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.listeners.set(type, listener);
  }

  say(type: string, body: unknown = null): void {
    this.listeners.get(type)?.({ data: JSON.stringify(body) });
  }

  close(): void {
    this.isClosed = true;
  }
}

describe('the feed of the page', () => {
  let sources: TestSource[];
  let connections: Connection[];
  let events: [string, unknown][];
  let feed: LiveFeed;
  const state = () => connections.at(-1)?.state;
  const open = () => sources.filter(({ isClosed }) => !isClosed);

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    [sources, connections, events] = [[], [], []];
    feed = new LiveFeed({
      open: () => {
        const source = new TestSource();
        sources.push(source);
        return source;
      },
      now: () => Date.now(),
      types: ['status'],
      onEvent: (type, body) => events.push([type, body]),
      onConnection: (connection) => connections.push(connection),
    });
  });
  afterEach(() => {
    feed.close();
    jest.useRealTimers();
  });

  it('tells what it hears, and that it is live', () => {
    sources[0]!.say('status', { preferred: 'openai' });
    expect(events).toEqual([['status', { preferred: 'openai' }]]);
    expect(connections.at(-1)).toEqual({ state: 'live', heardAt: 1_000_000, problems: [] });
  });

  it('tells what the service itself misses, until it says that it misses nothing', () => {
    sources[0]!.say('beat', { problems: ['the database does not answer'] });
    sources[0]!.say('status', {});
    expect(connections.at(-1)?.problems).toEqual(['the database does not answer']);
    sources[0]!.say('beat', { problems: [] });
    expect(connections.at(-1)?.problems).toEqual([]);
  });

  it('opens a connection again and again while it is lost, never two at a time', () => {
    sources[0]!.say('beat', { problems: [] });
    sources[0]!.say('error');
    expect(state()).toBe('lost');
    expect(open()).toHaveLength(0);
    for (const opened of [2, 3]) {
      jest.advanceTimersByTime(3_000);
      expect(sources).toHaveLength(opened);
      expect(open()).toHaveLength(1);
      sources.at(-1)!.say('error');
    }
    jest.advanceTimersByTime(3_000);
    sources.at(-1)!.say('beat', { problems: [] });
    expect(state()).toBe('live');
  });

  it('takes a connection that says nothing for lost, a new one too', () => {
    sources[0]!.say('beat', { problems: [] });
    jest.advanceTimersByTime(11_000);
    expect(state()).toBe('live');
    jest.advanceTimersByTime(1_000);
    expect(state()).toBe('lost');
    expect(connections.at(-1)?.heardAt).toBe(1_000_000);
    jest.advanceTimersByTime(60_000);
    expect(sources.length).toBeGreaterThan(3);
    expect(open().length).toBeLessThanOrEqual(1);
  });

  it('hears nothing more of a connection that it gave up', () => {
    sources[0]!.say('error');
    sources[0]!.say('status', {});
    expect(events).toEqual([]);
    expect(state()).toBe('lost');
  });

  it('ends with the page', () => {
    feed.close();
    jest.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
    expect(open()).toHaveLength(0);
  });
});
