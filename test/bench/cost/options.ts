import {
  AUDIT_DAYS,
  AUDIT_FILES_A_MONTH,
  AUDIT_RECORD_BYTES,
  OBJECTS_A_KEY_REQUEST,
  PINGS_A_MONTH,
} from './assumptions.ts';
import type { Used } from './bill.ts';

/** What may be switched on, and what it uses beside the rest. */
export interface DeploymentOption {
  name: string;
  used: Used[];
}

const GB = 1024 ** 3;
const DAYS = 30;
/** One rule, which bounds how much an address may ask. */
const FIREWALL_RULES = 1;

/**
 * The options of a deployment, by what it uses without them.
 * @param putBytes that it puts into its bucket in a month
 */
export function optionsOf(used: readonly Used[], putBytes: number): DeploymentOption[] {
  const sum = (...prices: Used['price'][]) =>
    used.reduce((all, { price, quantity }) => (prices.includes(price) ? all + quantity : all), 0);
  const events = sum('put', 'get');
  const copied = sum('put');
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
      name: "HOLT_AUDIT: CloudTrail's data events and their storage, if all requests for objects are recorded",
      used: [
        { purpose: 'audit', price: 'auditEvent', quantity: events },
        { purpose: 'audit', price: 'put', quantity: events > 0 ? AUDIT_FILES_A_MONTH : 0 },
        { purpose: 'audit', price: 'storage', quantity: (events * AUDIT_RECORD_BYTES * (AUDIT_DAYS / DAYS)) / GB },
      ],
    },
    {
      name: 'HOLT_BACKUP: a copy of git and settings elsewhere, if it were all objects',
      used: [
        { purpose: 'backup', price: 'storage', quantity: sum('storage') },
        { purpose: 'backup', price: 'put', quantity: copied },
        { purpose: 'backup', price: 'regionTransfer', quantity: putBytes / GB },
        { purpose: 'backup', price: 'key', quantity: 1 },
        // Read by one key, written by the other.
        { purpose: 'backup', price: 'keyRequest', quantity: (2 * copied) / OBJECTS_A_KEY_REQUEST },
      ],
    },
    {
      name: 'HOLT_WARM: a call each five minutes that does nothing',
      used: [
        { purpose: 'warm', price: 'lambdaRequest', quantity: PINGS_A_MONTH },
        { purpose: 'warm', price: 'lambdaTime', quantity: PINGS_A_MONTH * 0.01 },
        { purpose: 'warm', price: 'schedule', quantity: PINGS_A_MONTH },
      ],
    },
  ];
}
