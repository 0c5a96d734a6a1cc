import type { OperatedParts } from './operations.ts';

/** Columns of a dashboard. */
const WIDTH = 24;
const HEIGHT = 6;

type Metric = (string | Record<string, unknown>)[];

/** One page that shows how the site does. */
export function dashboard({ functions, deadLetters, distribution, viewerRequest, publishLag }: OperatedParts) {
  const names = $util.all(Object.values(functions).map(({ name }) => name));
  const body = $util
    .all([names, deadLetters.name, distribution.id, viewerRequest.name, aws.getRegionOutput().region])
    .apply(([functionNames, queue, distributionId, edgeFunction, region]) => {
      const ofFunctions = (metric: string, stat: string): Metric[] =>
        functionNames.map((name) => ['AWS/Lambda', metric, 'FunctionName', name, { stat }]);
      const ofEdge = (metric: string, stat: string): Metric => [
        'AWS/CloudFront',
        metric,
        'Region',
        'Global',
        'DistributionId',
        distributionId,
        { stat },
      ];
      const ofEdgeFunction = (metric: string, stat: string): Metric => [
        'AWS/CloudFront',
        metric,
        'Region',
        'Global',
        'FunctionName',
        edgeFunction,
        { stat },
      ];
      const rows: [title: string, metrics: Metric[]][][] = [
        [
          ['Requests', [ofEdge('Requests', 'Sum')]],
          ['Answers with an error, %', [ofEdge('4xxErrorRate', 'Average'), ofEdge('5xxErrorRate', 'Average')]],
          [
            'Viewer-request: errors, and compute utilization of 100',
            [
              ofEdgeFunction('FunctionExecutionErrors', 'Sum'),
              ofEdgeFunction('FunctionThrottles', 'Sum'),
              ofEdgeFunction('FunctionComputeUtilization', 'Average'),
            ],
          ],
        ],
        [
          ['Invocations', ofFunctions('Invocations', 'Sum')],
          ['Duration, median and p99, ms', [...ofFunctions('Duration', 'p50'), ...ofFunctions('Duration', 'p99')]],
          ['At once', ofFunctions('ConcurrentExecutions', 'Maximum')],
        ],
        [
          ['Errors and throttles', [...ofFunctions('Errors', 'Sum'), ...ofFunctions('Throttles', 'Sum')]],
          [
            'Dead letters',
            [['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', queue, { stat: 'Maximum' }]],
          ],
          ['Publish lag, s', [[publishLag.namespace, publishLag.metricName, { stat: 'Maximum' }]]],
        ],
      ];
      return JSON.stringify({
        widgets: rows.flatMap((row, y) =>
          row.map(([title, metrics], x) => ({
            type: 'metric',
            x: (x * WIDTH) / row.length,
            y: y * HEIGHT,
            width: WIDTH / row.length,
            height: HEIGHT,
            properties: { title, metrics, region, view: 'timeSeries', period: 300 },
          })),
        ),
      });
    });
  new aws.cloudwatch.Dashboard('Dashboard', {
    dashboardName: `${$app.name}-${$app.stage}`,
    dashboardBody: body,
  });
}
