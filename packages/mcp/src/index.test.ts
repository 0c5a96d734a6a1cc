import { expect, it } from 'vitest';
import * as api from './index.ts';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(api).sort()).toEqual([
    'TOOLS',
    'ToolError',
    'createMcpHandler',
    'createMcpServer',
    'runTool',
    'serveStdio',
  ]);
});
