import { killAlone } from './kill-alone.ts';

killAlone({ from: 7, count: 6 });
