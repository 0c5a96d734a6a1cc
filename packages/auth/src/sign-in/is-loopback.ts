const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]', 'localhost'];

/** Whether only this machine is reached at the address. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOSTS.includes(new URL(url).hostname);
}
