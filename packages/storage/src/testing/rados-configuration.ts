import { join } from 'node:path';

export const CLUSTER_ID = 'b2c6a3de-8d6b-4b0c-8f39-6f2f5d2c4a11';

export interface RadosConfigurationOptions {
  directory: string;
  /** Such as `v2:127.0.0.1:3300/0`. */
  monitorAddress: string;
  /** The file with the daemons' keys. */
  keyring: string;
}

/** What Ceph's programs read: a cluster of one monitor and one storage daemon, on the loopback interface, with all files in a folder. */
export function radosConfiguration({ directory, monitorAddress, keyring }: RadosConfigurationOptions): string {
  return Object.entries({
    fsid: CLUSTER_ID,
    mon_host: `[${monitorAddress}]`,
    keyring,
    mon_data: join(directory, 'mon'),
    osd_data: join(directory, 'osd'),
    rgw_data: join(directory, 'rgw'),
    run_dir: directory,
    admin_socket: '',
    log_file: '',
    mon_cluster_log_file: '/dev/null',
    crash_dir: directory,
    ms_bind_ipv4: true,
    public_addr: '127.0.0.1',
    cluster_addr: '127.0.0.1',
    public_network: '127.0.0.0/8',
    auth_allow_insecure_global_id_reclaim: false,
    // One daemon that holds one copy of everything, in memory.
    osd_objectstore: 'memstore',
    memstore_device_bytes: 1_073_741_824,
    osd_pool_default_size: 1,
    osd_pool_default_min_size: 1,
    osd_pool_default_pg_num: 1,
    osd_pool_default_pgp_num: 1,
    osd_crush_chooseleaf_type: 0,
    mon_allow_pool_size_one: true,
    mon_max_pg_per_osd: 1_000,
    osd_class_load_list: '*',
    osd_class_default_list: '*',
    // Every change to the cluster, such as a new pool, would wait a second to be decided together with others.
    paxos_propose_interval: 0.02,
    paxos_min_wait: 0.01,
  }).reduce((text, [name, value]) => `${text}${name} = ${value}\n`, '[global]\n');
}
