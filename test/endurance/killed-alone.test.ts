import { killAlone } from './kill-alone.ts';

killAlone({ from: 0, count: 7 });
