import type { OperatedParts } from './operations.ts';

const FIVE_MINUTES = 300;

interface AlarmOptions {
  /** Says what is wrong and where to look. */
  description: string;
  namespace: $util.Input<string>;
  metricName: string;
  dimensions?: Record<string, $util.Input<string>>;
  statistic: 'Sum' | 'Maximum' | 'Average';
  /** More than this, over five minutes. Default 0. */
  above?: number;
  /** How many periods of five minutes in a row. Default 1. */
  periods?: number;
}

/** Ten alarms of one metric each: as many as are free. Where nothing is measured, nothing is wrong. */
export function alarms({ functions, deadLetters, distribution, viewerRequest, settings, publishLag }: OperatedParts) {
  const topic = new aws.sns.Topic('Alarms', { name: `${$app.name}-${$app.stage}-alarms` });
  if (settings.alarmEmail !== undefined) {
    new aws.sns.TopicSubscription('AlarmsByEmail', {
      topic: topic.arn,
      protocol: 'email',
      endpoint: settings.alarmEmail,
    });
  }
  function alarm(name: string, { description, above = 0, periods = 1, ...metric }: AlarmOptions) {
    new aws.cloudwatch.MetricAlarm(`Alarm${name}`, {
      name: `${$app.name}-${$app.stage}-${name}`,
      alarmDescription: description,
      ...metric,
      period: FIVE_MINUTES,
      evaluationPeriods: periods,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: above,
      treatMissingData: 'notBreaching',
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    });
  }

  for (const [name, { name: FunctionName }] of Object.entries(functions)) {
    const metric = { namespace: 'AWS/Lambda', dimensions: { FunctionName }, statistic: 'Sum' } as const;
    alarm(`${name}Errors`, {
      ...metric,
      metricName: 'Errors',
      description: `The ${name.toLowerCase()} function failed or ran out of time: see its log group.`,
    });
    alarm(`${name}Throttles`, {
      ...metric,
      metricName: 'Throttles',
      // One throttled event comes again by itself; a person's request does not.
      above: name === 'Maintenance' ? 20 : 0,
      description: `More came for the ${name.toLowerCase()} function than it may run at once: raise HOLT_CONCURRENCY.`,
    });
  }
  alarm('DeadLetters', {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: deadLetters.name },
    statistic: 'Maximum',
    description: 'An event failed three times and waits in the queue, which keeps it for 14 days.',
  });
  alarm('PublishLag', {
    ...publishLag,
    statistic: 'Maximum',
    above: 300,
    description:
      'A commit was published more than five minutes after it was made: its writer died, and maintenance was late.',
  });
  alarm('EdgeErrors', {
    namespace: 'AWS/CloudFront',
    metricName: '5xxErrorRate',
    dimensions: { DistributionId: distribution.id, Region: 'Global' },
    statistic: 'Average',
    above: 1,
    periods: 2,
    description: 'More than one request in a hundred was answered with an error of the site.',
  });
  alarm('EdgeFunctionErrors', {
    namespace: 'AWS/CloudFront',
    metricName: 'FunctionExecutionErrors',
    dimensions: { FunctionName: viewerRequest.name, Region: 'Global' },
    statistic: 'Sum',
    description: 'The viewer-request function failed, which refuses the request.',
  });
}
