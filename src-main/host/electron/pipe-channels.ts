/** Names of the byte pipe between the preload script and the main process. No other channel exists. */

/** From the page: a new connection begins. */
export const openChannel = 'workbench-pipe/open';
/** Both ways: one message of the contract, as bytes. */
export const bytesChannel = 'workbench-pipe/bytes';
/** To the page: the connection is over, and why. */
export const closedChannel = 'workbench-pipe/closed';
