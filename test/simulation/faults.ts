import type { StoreRequest } from './bucket.ts';
import type { Dice } from './dice.ts';

/** What becomes of one request. */
export type Fate =
  | 'through'
  /** 503: not applied, `unavailable`. */
  | 'refused'
  /** Applied, but `unavailable`. */
  | 'answer-lost'
  /** `unavailable`, and applied up to ten minutes later, its condition evaluated then. */
  | 'late'
  /** 409: not applied, `conflict`; conditional requests only. */
  | 'conflict'
  /** The process that sent it ends: before it was applied, after, or with the request still on its way. */
  | 'crash-before'
  | 'crash-after'
  | 'crash-late';

export type Fault = Exclude<Fate, 'through'>;

/** What becomes of one request, and when, in milliseconds after it was sent. */
export interface Course {
  fate: Fate;
  /** When it is applied, if it is. */
  appliedMs: number;
  /** When its answer comes, or its sender ends. */
  answeredMs: number;
  /** It does not arrive if its sender ends before. */
  goesDownWithSender: boolean;
}

/** Requests for some keys. */
export type Focus = keyof typeof FOCUSES;

/** How a network and the processes on it behave, for one seed. */
export interface FaultPlan {
  /** Of a fault, at each request. */
  rate: number;
  /** How often which fault, relative to each other. */
  weights: Readonly<Record<Fault, number>>;
  /** Where faults are more frequent. */
  focus: Focus;
  focusRate: number;
  /** Each way of a request, in milliseconds: mostly up to this. */
  latencyMs: number;
  /** How often a request or an answer takes up to {@link SLOW_MS}. */
  slowRate: number;
}

const FOCUSES = {
  ref: { isOn: ({ method, key }) => method === 'put' && key.endsWith('/info/refs'), maxRate: 0.9 },
  artifacts: { isOn: ({ key }) => key.startsWith('fragments/'), maxRate: 0.2 },
  /** Artifacts whose bytes may come back as they were. */
  nameless: { isOn: ({ method, key }) => method === 'put' && /\.md$|sidebar|\/pages\/[^/]+$/.test(key), maxRate: 0.4 },
  git: { isOn: ({ key }) => key.startsWith('git/'), maxRate: 0.08 },
  none: { isOn: () => false, maxRate: 0.02 },
} satisfies Record<string, { isOn: (request: StoreRequest) => boolean; maxRate: number }>;

const SLOW_MS = 8000;
const TIMEOUT_MS = 30_000;
const LATEST_MS = 10 * 60 * 1000;

/** Every eleventh seed has no faults; the others differ in how many, which, and where. */
export function drawFaultPlan(dice: Dice): FaultPlan {
  const some = (share: number) => (dice.chance(share) ? dice.fraction() + 0.1 : 0);
  const crash = some(0.6) * 0.15;
  const focus = dice.pick(Object.keys(FOCUSES) as Focus[]);
  const rate = dice.chance(1 / 11) ? 0 : dice.spread(10, 400) / 10_000;
  return {
    rate,
    weights: {
      refused: some(0.7) + 0.01,
      'answer-lost': some(0.8),
      late: some(0.8),
      conflict: some(0.5),
      'crash-before': crash,
      'crash-after': crash,
      'crash-late': crash,
    },
    focus,
    focusRate: rate === 0 ? 0 : dice.fraction() * FOCUSES[focus].maxRate,
    latencyMs: dice.spread(4, 120),
    slowRate: dice.pick([0, 0.01, 0.05, 0.15]),
  };
}

export function drawCourse(dice: Dice, plan: FaultPlan, request: StoreRequest): Course {
  const way = () => (dice.chance(plan.slowRate) ? dice.spread(200, SLOW_MS) : dice.between(1, plan.latencyMs));
  const appliedMs = way();
  const course: Course = {
    fate: 'through',
    appliedMs,
    answeredMs: appliedMs + way(),
    goesDownWithSender: dice.chance(0.5),
  };
  if (!dice.chance(FOCUSES[plan.focus].isOn(request) ? plan.focusRate : plan.rate)) return course;
  const fate = possibleFate(dice.weighted(plan.weights), request);
  if (fate === 'late' || fate === 'crash-late') {
    const answeredMs = dice.spread(appliedMs, TIMEOUT_MS);
    return {
      fate,
      answeredMs,
      appliedMs: answeredMs + dice.spread(1, LATEST_MS - answeredMs),
      goesDownWithSender: false,
    };
  }
  if (fate === 'answer-lost') return { ...course, fate, answeredMs: appliedMs + dice.spread(1, TIMEOUT_MS) };
  if (fate === 'crash-after') return { ...course, fate, goesDownWithSender: false };
  return { ...course, fate };
}

/** What can't happen to this kind of request, something like it does. */
function possibleFate(fault: Fault, request: StoreRequest): Fate {
  if (request.method !== 'put' && request.method !== 'delete') {
    return fault.startsWith('crash') ? 'crash-before' : 'refused';
  }
  const { ifMatch, ifNoneMatch }: { ifMatch?: string; ifNoneMatch?: string } = request.options;
  const isConditional = ifMatch !== undefined || ifNoneMatch !== undefined;
  return fault === 'conflict' && !isConditional ? 'refused' : fault;
}
