import type { Used } from './bill.ts';

/** What may be switched on, and what it uses beside the rest. */
export interface DeploymentOption {
  name: string;
  used: Used[];
}

/** One rule, which bounds how much an address may ask. */
const FIREWALL_RULES = 1;
/** A call each four minutes. */
const PINGS_A_MONTH = 30 * 24 * 15;

/** The options of a deployment, by what it uses without them. */
export function optionsOf(used: readonly Used[]): DeploymentOption[] {
  const sum = (...prices: Used['price'][]) =>
    used.reduce((all, { price, quantity }) => (prices.includes(price) ? all + quantity : all), 0);
  return [
    {
      name: 'HOLT_WAF: a web ACL with a rule for rates',
      used: [
        { purpose: 'firewall', price: 'firewall', quantity: 1 },
        { purpose: 'firewall', price: 'firewallRule', quantity: FIREWALL_RULES },
        { purpose: 'firewall', price: 'firewallRequest', quantity: sum('request') },
      ],
    },
    {
      name: "HOLT_AUDIT: CloudTrail's data events, if all requests for objects are recorded",
      used: [{ purpose: 'audit', price: 'auditEvent', quantity: sum('put', 'get') }],
    },
    {
      name: 'HOLT_BACKUP: a copy of git and settings elsewhere, if it were all objects',
      used: [
        { purpose: 'backup', price: 'storage', quantity: sum('storage') },
        { purpose: 'backup', price: 'put', quantity: sum('put') },
        { purpose: 'backup', price: 'key', quantity: 1 },
      ],
    },
    {
      name: 'HOLT_WARM: a call each four minutes that does nothing',
      used: [
        { purpose: 'warm', price: 'lambdaRequest', quantity: PINGS_A_MONTH },
        { purpose: 'warm', price: 'lambdaTime', quantity: PINGS_A_MONTH * 0.01 },
        { purpose: 'warm', price: 'schedule', quantity: PINGS_A_MONTH },
      ],
    },
  ];
}
