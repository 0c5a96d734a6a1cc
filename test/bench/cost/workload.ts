/** How many wikis there are, and what is done with each in a month. */
export interface Workload {
  name: string;
  wikis: number;
  owners: number;
  /** A month, each wiki. */
  views: number;
  writes: number;
  /** Pages that agents read by their tools. */
  agentReads: number;
  /** Views of private pages, whose readers sign in. */
  isPrivate: boolean;
}

/** A team's: twenty readers who look at fifteen pages a working day, and agents that write twenty times a day and read five times as much. */
const TEAM = { views: 6600, writes: 600, agentReads: 3000, isPrivate: true };

export const WORKLOADS: readonly Workload[] = [
  { name: '1 wiki', wikis: 1, owners: 1, ...TEAM },
  { name: '100 wikis', wikis: 100, owners: 10, ...TEAM },
  { name: '10,000 wikis', wikis: 10_000, owners: 1000, ...TEAM },
  {
    name: '1 public wiki, much read',
    wikis: 1,
    owners: 1,
    views: 1_000_000,
    writes: 600,
    agentReads: 3000,
    isPrivate: false,
  },
];

/** The same wikis, which nobody reads and nobody writes. */
export const idle = (workload: Workload): Workload => ({ ...workload, views: 0, writes: 0, agentReads: 0 });
